package smf

import (
	"strconv"
	"strings"

	"partlift/backend/music"
)

// maxText is the longest text written into a file in bytes.
const maxText = 100

// title returns the first text of which ASCII leaves something.
func title(names ...string) string {
	for _, n := range names {
		if t := clip(music.ASCII(n), maxText); t != "" {
			return t
		}
	}
	return "Untitled"
}

// partName returns a printable ASCII name that is not yet taken, whatever the
// case of its letters, and takes it.
func partName(name, instrument string, taken map[string]bool) string {
	return unique(title(name, instrument), taken)
}

// unique returns base, or base and the first free number from 2.
func unique(base string, taken map[string]bool) string {
	name := base
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = base + " " + strconv.Itoa(n)
	}
	taken[strings.ToLower(name)] = true
	return name
}

// clip shortens ASCII text without leaving a blank at its end.
func clip(s string, n int) string {
	return strings.TrimSpace(s[:min(len(s), n)])
}

// Lengths of the halves of a file name, so that with a folder in front it
// stays well inside what Windows takes.
const (
	maxTitle = 80
	maxPart  = 40
)

// FileName returns "TITLE - PART.mid", or "TITLE.mid" when part is "", in
// printable ASCII that every file system takes: no reserved characters, no
// names of Windows devices, at most 127 bytes, never empty.
func FileName(title, part string) string {
	name := fileWord(title, maxTitle, "Untitled")
	if part != "" {
		name += " - " + fileWord(part, maxPart, "Track")
	}
	return notDevice(name) + ".mid"
}

// FileNames returns a file name for each part, in their order: unique whatever
// the case of their letters, and different from FileName(title, "").
func FileNames(title string, parts []string) []string {
	taken := map[string]bool{}
	names := make([]string, len(parts))
	for i, part := range parts {
		if part == "" {
			part = "Track"
		}
		names[i] = unique(strings.TrimSuffix(FileName(title, part), ".mid"), taken) + ".mid"
	}
	return names
}

// fileWord makes one half of a file name.
func fileWord(text string, n int, fallback string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) {
			return '-'
		}
		return r
	}, music.ASCII(text))
	// Windows drops dots and blanks at the end, Unix hides a dot in front, and
	// a dash in front reads as an option.
	text = strings.TrimRight(strings.TrimLeft(text, " .-"), " .-")
	text = strings.TrimRight(clip(text, n), " .-")
	if text == "" {
		return fallback
	}
	return text
}

// notDevice puts a "_" in front of names that Windows keeps for devices, which
// it recognizes up to the first dot.
func notDevice(name string) string {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	base = strings.TrimSpace(base)
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return "_" + name
	}
	if len(base) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT")) &&
		base[3] >= '0' && base[3] <= '9' {
		return "_" + name
	}
	return name
}
