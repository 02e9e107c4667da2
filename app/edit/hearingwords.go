package edit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"partlift/backend/say"
)

// Say says what was done, in clauses; none where nothing was.
func (h Hearing) Say(t say.Tongue) (out []string) {
	if h.Velocities > 0 {
		parts := say.With{"Parts": t.Count(h.Struck, "{{.Count}} part", "{{.Count}} parts")}
		out = append(out, t.CountWith(h.Velocities, "velocity measured from the sound in {{.Count}} note of {{.Parts}}", "velocity measured from the sound in {{.Count}} notes of {{.Parts}}", parts))
	}
	if h.Doubtful > 0 {
		kinds := say.With{"Kinds": h.kinds(t)}
		out = append(out, t.CountWith(h.Doubtful, "{{.Count}} doubtful note left out: {{.Kinds}}", "{{.Count}} doubtful notes left out: {{.Kinds}}", kinds))
	}
	return out
}

// Sentences says what was done, each beginning with a capital.
func (h Hearing) Sentences(t say.Tongue) (out []string) {
	for _, clause := range h.Say(t) {
		first, n := utf8.DecodeRuneInString(clause)
		out = append(out, string(unicode.ToUpper(first))+clause[n:])
	}
	return out
}

// kinds says what the doubtful notes likely are.
func (h Hearing) kinds(t say.Tongue) string {
	var out []string
	count := func(n int, one, many string) {
		if n > 0 {
			out = append(out, t.Count(n, one, many))
		}
	}
	count(h.Octaves, "{{.Count}} octave or overtone of another", "{{.Count}} octaves or overtones of others")
	count(h.Bleeds, "{{.Count}} louder in another stem", "{{.Count}} louder in another stem")
	count(h.Rests, "{{.Count}} ringing on", "{{.Count}} ringing on")
	count(h.Flickers, "{{.Count}} flicker", "{{.Count}} flickers")
	count(h.Absent, "{{.Count}} with nothing there", "{{.Count}} with nothing there")
	count(h.Unclear, "{{.Count}} not clear", "{{.Count}} not clear")
	return strings.Join(out, ", ")
}

// Hears reports whether velocity and likelihood of any notes of the page were
// heard.
func (p *Page) Hears() bool {
	for i := range p.Song.Tracks {
		if len(p.Heard.of(i).Notes) > 0 {
			return true
		}
	}
	return false
}

// DoubtText says of a note why it is doubtful, and how likely it is played; ""
// where it is not, or nobody knows.
func (p *Page) DoubtText(ref NoteRef) string {
	if ref.Track < 0 || ref.Track >= len(p.Song.Tracks) || ref.Note < 0 {
		return ""
	}
	h, known := p.Layers.heard(p.Found, ref)
	if !known || h.Reason == Unjudged || !h.doubtful() && int(h.Likely) >= p.Treat.least() {
		return ""
	}
	words := [...]string{
		Unjudged: "", Played: say.Key("not clear"), Bleed: say.Key("louder in another stem"), Octave: say.Key("octave or overtone"),
		Rest: say.Key("ringing on"), Flicker: say.Key("flicker within another note"), Absent: say.Key("nothing begins there"),
	}
	return p.Words.Say(words[min(h.Reason, Absent)]) + " · " + p.Words.Say("{{.Percent}} % likely", say.With{"Percent": fmt.Sprint(h.Likely)})
}

// DoubtsText says how many notes are doubtful and what happens to them; "" where
// nobody knows.
func (p *Page) DoubtsText() string {
	if !p.Hears() {
		return ""
	}
	if p.Hearing.Doubtful > 0 {
		left := p.Hearing
		left.Velocities = 0
		return strings.Join(left.Say(p.Words), "")
	}
	n := 0
	for i := range p.Song.Tracks {
		for k := range p.Heard.of(i).Notes {
			if h, known := p.Layers.heard(p.Found, NoteRef{i, k}); known && h.doubtful() {
				n++
			}
		}
	}
	if n == 0 {
		return p.Words.Say("No note is doubtful.")
	}
	return p.Words.CountWith(n, "{{.Count}} note is doubtful and stays; at {{.Percent}} % it is left out.", "{{.Count}} notes are doubtful and stay; at {{.Percent}} % they are left out.", say.With{"Percent": UsualTrust})
}
