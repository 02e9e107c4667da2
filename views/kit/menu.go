package kit

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// The toolkit draws the keys of a menu so faintly that nobody can read them, and
// has no color for them. So they are part of the labels here, in a column of
// their own, and the toolkit is given only the names of the keys, by which it
// runs the items. The menus of macOS are the system's, which draws keys well.

// NativeMenu reports whether the system draws the menus.
const NativeMenu = runtime.GOOS == "darwin"

// Shortcut is a key with the system's usual modifier, Ctrl or Cmd.
func Shortcut(key fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | more}
}

// Item is an item with a key, "" for none.
func Item(label string, key fyne.KeyName, action func()) *fyne.MenuItem {
	i := fyne.NewMenuItem(label, action)
	if key != "" {
		i.Shortcut = Shortcut(key, 0)
	}
	return i
}

// IconItem is an item with an icon.
func IconItem(label string, icon fyne.Resource, action func()) *fyne.MenuItem {
	i := fyne.NewMenuItem(label, action)
	i.Icon = icon
	return i
}

// keyName is a shortcut that the toolkit hears and does not draw.
type keyName string

// ShortcutName is what the toolkit compares with the keys that were pressed.
func (k keyName) ShortcutName() string { return string(k) }

// MenuLabels keeps the words and the keys of menu items apart.
type MenuLabels map[*fyne.MenuItem]labeled

type labeled struct{ words, keys string }

// Take takes over the labels and keys of a menu.
func (l MenuLabels) Take(menu *fyne.Menu) {
	if NativeMenu {
		return
	}
	for _, i := range menu.Items {
		if i.IsSeparator {
			continue
		}
		l[i] = labeled{i.Label, keyText(i.Shortcut)}
		if i.Shortcut != nil {
			i.Shortcut = keyName(i.Shortcut.ShortcutName())
		}
	}
	l.line(menu)
}

// Set gives an item of a menu other words.
func (l MenuLabels) Set(menu *fyne.Menu, i *fyne.MenuItem, words string) {
	if NativeMenu {
		i.Label = words
		return
	}
	l[i] = labeled{words, l[i].keys}
	l.line(menu)
}

// keyGap is the least room between words and keys, in points.
const keyGap = 28

// line lines the keys of a menu up behind its words.
func (l MenuLabels) line(menu *fyne.Menu) {
	width := func(s string) float32 { return fyne.MeasureText(s, theme.TextSize(), fyne.TextStyle{}).Width }
	column, blank := float32(0), width(" ")
	for _, i := range menu.Items {
		column = max(column, width(l[i].words)+keyGap)
	}
	for _, i := range menu.Items {
		have := l[i]
		if i.IsSeparator {
			continue
		}
		i.Label = have.words
		if have.keys != "" {
			i.Label += strings.Repeat(" ", int((column-width(have.words))/blank+0.5)) + have.keys
		}
	}
}

// keyText writes a shortcut as people know it.
func keyText(s fyne.Shortcut) string {
	k, ok := s.(fyne.KeyboardShortcut)
	if !ok {
		return ""
	}
	var out []string
	for _, m := range []struct {
		modifier fyne.KeyModifier
		name     string
	}{{fyne.KeyModifierControl, "Ctrl"}, {fyne.KeyModifierAlt, "Alt"}, {fyne.KeyModifierShift, "Shift"}, {fyne.KeyModifierSuper, "Super"}} {
		if k.Mod()&m.modifier != 0 {
			out = append(out, m.name)
		}
	}
	return strings.Join(append(out, string(k.Key())), "+")
}

var _ fyne.KeyboardShortcut = (*desktop.CustomShortcut)(nil)
