package studio_test

import (
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestAFileOfSeveralResultsBecomesSeveralSongs(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for name, body := range map[string]string{
		"set.json":   `[` + studiotest.ResultOf("a", "Bass") + `,` + studiotest.ResultOf("b", "Piano") + `]`,
		"log.ndjson": studiotest.ResultOf("c", "Bass") + "\n" + studiotest.ResultOf("d", "Piano"),
		"saved":      "\xff\xfe" + wide(`[`+studiotest.ResultOf("e", "Bass")+`,`+studiotest.ResultOf("f", "Piano")+`]`),
	} {
		path := studiotest.FileOf(t, name, body)
		d, id, err := w.Take(t.Context(), path)
		if err != nil || len(d.Imported) != 2 || d.Imported[0] != id {
			t.Fatalf("%s: imported %q, %q, %v", name, d.Imported, id, err)
		}
		base, _, _ := strings.Cut(name, ".")
		for i, want := range []struct{ title, part string }{{base + " 1", "Bass"}, {base + " 2", "Piano"}} {
			p, err := w.Page(t.Context(), d.Imported[i])
			if err != nil || p.Title != want.title || len(p.Parts) != 1 || p.Parts[0].Name != want.part {
				t.Errorf("%s: song %d is %q with %+v, %v", name, i, p.Title, p.Parts, err)
			}
		}
		again, _, err := w.Take(t.Context(), path)
		if err != nil || strings.Join(again.Imported, " ") != strings.Join(d.Imported, " ") {
			t.Errorf("%s: taken again it is %q, %v", name, again.Imported, err)
		}
		results, err := studio.ReadResults(path)
		if err != nil || len(results) != 2 || results[1].Song.Title != base+" 2" {
			t.Errorf("%s: %d results, %v", name, len(results), err)
		}
		if _, err := studio.ReadResult(path); err == nil || !strings.Contains(err.Error(), "holds 2 songs") {
			t.Errorf("%s: as one song: %v", name, err)
		}
	}
}

func wide(s string) string {
	var b strings.Builder
	for _, ch := range []byte(s) {
		b.WriteByte(ch)
		b.WriteByte(0)
	}
	return b.String()
}

func TestOneSongOfSeveralAnswersIsOne(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	stem := func(task, audio, part string) string {
		return strings.Replace(studiotest.ResultOf(task, part), `"successFlag"`, `"audioId":"`+audio+`","successFlag"`, 1)
	}
	d, id, err := w.Take(t.Context(), studiotest.FileOf(t, "stems.json", `[`+stem("a", "1", "Bass")+`,`+stem("b", "2", "Piano")+`]`))
	if err != nil || len(d.Imported) != 1 {
		t.Fatal(d.Imported, err)
	}
	p, err := w.Page(t.Context(), id)
	if err != nil || len(p.Parts) != 2 || p.Title != "stems" || len(p.Warnings) != 1 {
		t.Errorf("the song has %+v, warnings %q, %v", p.Parts, p.Warnings, err)
	}
}

func TestDamagedResultsAreReadAndSaid(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	good := studiotest.ResultOf("a", "Bass")
	cut := strings.Replace(good, `}]}`, `},{"pitch":41,"start":1}]}`, 1)
	_, id, err := w.Take(t.Context(), studiotest.FileOf(t, "cut.json", cut[:strings.Index(cut, `"start":1}`)]))
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.Page(t.Context(), id)
	if err != nil || p.Parts[0].Notes != 1 || !strings.Contains(strings.Join(p.Warnings, " "), "ends in the middle") {
		t.Errorf("the song has %+v, warnings %q, %v", p.Parts, p.Warnings, err)
	}
}

func TestFilesWithoutNotesAreNamed(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for body, want := range map[string]string{
		`{"code":200,"data":{"taskId":"t","successFlag":1,"midiData":{"instruments":[]}}}`: "“x.json” has no notes in it.",
		`{"code":200,"data":{"taskId":"t","successFlag":0}}`:                               "“x.json” was saved before",
		`{"code":200,"data":{"taskId":"t","successFlag":"?"}}`:                             "“x.json” was saved before",
		`{"code":200,"data":null}`:                                                         "“x.json” only says that the service does not know",
		`{"code":422,"msg":"Record does not exist","data":null}`:                           "“x.json” only says that the service does not know",
		`{"a":"b"}`: "“x.json” holds no result. There are no notes",
		`hello`:     "“x.json” holds no result. This is not a complete JSON document.",
		`{"code":200,"data":{"taskId":"t","successFlag":1,"midiUrl":"https://x.example/a.mid"}}`: "“x.json” holds a link to a MIDI file and no notes.",
	} {
		path := studiotest.FileOf(t, "x.json", body)
		_, _, err := w.Take(t.Context(), path)
		_, err2 := studio.ReadResults(path)
		if err == nil || err2 == nil || !strings.HasPrefix(err.Error(), want) || err.Error() != err2.Error() {
			t.Errorf("%s says %v and %v, want %q", body, err, err2, want)
		}
	}
	if _, total, err := w.History(t.Context(), "", 10, 0); err != nil || total != 0 {
		t.Errorf("%d songs were made, %v", total, err)
	}
}
