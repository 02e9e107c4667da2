package history

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// menu lists the verbs that a song's state allows, or those for all that are
// chosen with it.
func (v *Songs) menu(r studio.Row) *fyne.Menu {
	if v.picks.Has(r.ID) && v.picks.Len() > 1 {
		return v.manyMenu()
	}
	var items []*fyne.MenuItem
	offer := func(allowed bool, label string, icon fyne.Resource, verb func(string)) {
		if allowed {
			items = append(items, &fyne.MenuItem{Label: label, Icon: icon, Action: func() { verb(r.ID) }})
		}
	}
	here := !v.m.Listing.Now().Removed
	offer(r.CanOpen(), words.L("Open"), theme.FolderOpenIcon(), func(string) { v.open(r) })
	offer(!here, words.L("Put back"), theme.ContentUndoIcon(), func(id string) { v.m.PutBack(id) })
	offer(here && r.State == studio.RowAsking, words.L("Answer…"), theme.QuestionIcon(), v.m.Resolve)
	offer(here && r.State == studio.RowWaiting, words.L("Check now"), theme.ViewRefreshIcon(), v.m.CheckNow)
	offer(here && !r.CanOpen(), words.L("How it stands"), theme.InfoIcon(), v.m.OpenJob)
	offer(here && r.CanOpen(), words.L("Export"), theme.DownloadIcon(), func(id string) { v.host.Export([]string{id}) })
	offer(here && r.StemsMissing, words.L("Fetch missing stems (free)"), theme.DownloadIcon(), v.m.FetchStems)
	offer(here && r.CanRetry(), words.L("Retry from where it stopped"), theme.MediaReplayIcon(), v.m.Retry)
	offer(here && r.CanCancel(), words.L("Cancel"), theme.CancelIcon(), v.m.Cancel)
	offer(true, words.L("Rename…"), theme.DocumentCreateIcon(), func(string) { v.rename(r) })
	offer(here, words.L("Remove"), theme.DeleteIcon(), func(id string) { v.m.Remove(id) })
	offer(!here, words.L("Delete for good…"), theme.DeleteIcon(), func(id string) { v.m.Delete(id) })
	return fyne.NewMenu("", items...)
}

// manyMenu lists what can be done with the chosen songs.
func (v *Songs) manyMenu() *fyne.Menu {
	rows := v.Picked()
	ids, files := idsOf(rows), opened(rows)
	if v.m.Listing.Now().Removed {
		return fyne.NewMenu("",
			kit.IconItem(words.L("Put back"), theme.ContentUndoIcon(), func() { v.m.PutBack(ids...) }),
			kit.IconItem(words.L("Delete for good…"), theme.DeleteIcon(), func() { v.m.Delete(ids...) }))
	}
	export := kit.IconItem(words.N(len(files), "Export {{.Count}} song", "Export {{.Count}} songs"), theme.DownloadIcon(), func() { v.host.Export(files) })
	session := kit.IconItem(words.N(len(files), "Session of {{.Count}} song", "Sessions of {{.Count}} songs"), look.SessionIcon, func() { v.host.Sessions(files) })
	export.Disabled, session.Disabled = len(files) == 0, len(files) == 0
	return fyne.NewMenu("", export, session,
		kit.IconItem(words.N(len(ids), "Remove {{.Count}} song", "Remove {{.Count}} songs"), theme.DeleteIcon(), func() { v.m.Remove(ids...) }))
}

// rename asks for another title of a song.
func (v *Songs) rename(r studio.Row) {
	var title *kit.Field
	done := func() {
		v.host.Unsheet()
		v.m.RenameSong(r.ID, title.Text)
	}
	title = kit.NewField(r.Title, v.host.Unsheet)
	title.SetText(r.Title)
	title.OnSubmitted = func(string) { done() }
	use := kit.NewButton(words.L("Rename"), nil, done, v.host.Unsheet).As(widget.HighImportance)
	cancel := kit.NewButton(words.L("Cancel"), nil, v.host.Unsheet, v.host.Unsheet)
	v.host.Sheet(kit.Sheet(words.L("Rename this song"), title, use, cancel), title)
}
