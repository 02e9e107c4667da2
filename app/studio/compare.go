package studio

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"math"
	"slices"

	"partlift/app/edit"
	"partlift/backend/audio"
	"partlift/backend/ear"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// kindCompared is how the notes of a song lie in its sound, kept so that a song is
// compared once. There is one of it, under comparedName.
const (
	kindCompared = "compared"
	comparedName = "notes and sound"
)

// comparedVersion changes when the ear hears better: what was kept is heard again.
const comparedVersion = 2

// comparedFile is what is kept.
type comparedFile struct {
	Of    string     `json:"of"` // of what: see comparison.key
	Heard edit.Heard `json:"heard"`
}

// comparison is what is to be compared of a song: its parts by their sounds.
type comparison struct {
	stems  []ear.Stem
	sounds []edit.Stem // one for each of stems
	mix    string      // the recording among them, by its SHA
	tracks []int       // of all parts of all stems, in their order
	parts  int         // of the song
}

// comparisonOf gives each part of a page the stem that it was heard in, or the
// recording of the whole. What this computer wrote down itself lies where it
// sounds, so it is left out.
func comparisonOf(p *edit.Page) comparison {
	out := comparison{parts: len(p.Song.Tracks)}
	if p.Sketched() {
		return out
	}
	own := len(p.Song.Tracks) - len(p.Voices().Tracks)
	of := map[string]int{} // places in stems by the sound
	parts := map[int][]int{}
	for i := own; i < len(p.Song.Tracks); i++ {
		sound, ok := p.StemOf(p.Parts[i])
		if !ok || sound.Silent {
			if p.Audio == nil {
				continue
			}
			sound, out.mix = *p.Audio, p.Audio.SHA
		}
		at, there := of[sound.SHA]
		if !there {
			at = len(out.sounds)
			of[sound.SHA] = at
			out.sounds = append(out.sounds, sound)
			out.stems = append(out.stems, ear.Stem{Open: EarSound(sound.Path, sound.Name)})
		}
		t := p.Song.Tracks[i]
		out.stems[at].Parts = append(out.stems[at].Parts, ear.Part{Name: t.Name, Drums: t.Drums, Notes: t.Notes})
		parts[at] = append(parts[at], i)
	}
	for at := range out.stems {
		out.tracks = append(out.tracks, parts[at]...)
	}
	return out
}

// EarSound opens a sound file, which the user calls by a name, as the ear takes it.
func EarSound(path, name string) func(context.Context) (ear.Sound, func() error, error) {
	return func(ctx context.Context) (ear.Sound, func() error, error) {
		file, err := audio.OpenNamed(ctx, path, name)
		if err != nil {
			return nil, nil, err
		}
		mono, err := audio.NewConverter(file, ear.Rate, 1)
		if err != nil {
			return nil, nil, errors.Join(err, file.Close())
		}
		return mono, file.Close, nil
	}
}

// key tells a comparison from others: of other notes, of other sounds.
func (c comparison) key() string {
	h := sha256.New()
	number(h, comparedVersion, uint64(c.parts))
	for i, stem := range c.stems {
		_, _ = io.WriteString(h, c.sounds[i].SHA) // a hash takes everything
		number(h, uint64(len(stem.Parts)))
		for _, part := range stem.Parts {
			drums := uint64(0)
			if part.Drums {
				drums = 1
			}
			number(h, drums, uint64(len(part.Notes)))
			for _, n := range part.Notes {
				number(h, uint64(n.Pitch), math.Float64bits(n.Start), math.Float64bits(n.End))
			}
		}
	}
	for _, track := range c.tracks {
		number(h, uint64(track))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func number(h hash.Hash, values ...uint64) {
	var b [8]byte
	for _, v := range values {
		binary.LittleEndian.PutUint64(b[:], v)
		_, _ = h.Write(b[:])
	}
}

// Comparable reports whether there are notes and sound to compare on a page that
// were not compared yet.
func Comparable(p *edit.Page) bool { return p.Heard == nil && len(comparisonOf(p).stems) > 0 }

// Compare listens how the notes of a page lie in its sound, which takes a second
// or two for each stem, and keeps that. Progress is called with 0–1. Sounds that
// cannot be read are left out; where none can it is an error.
func (s *Studio) Compare(ctx context.Context, p *edit.Page, progress func(done float64)) (*edit.Heard, error) {
	done, err := s.listening(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	c := comparisonOf(p)
	key := c.key()
	h, err := c.listen(ctx, progress)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(comparedFile{key, h})
	if err != nil {
		return nil, err
	}
	blob, err := s.lib.Put(ctx, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return &h, s.lib.AddFile(ctx, library.File{SongID: p.ID, Kind: kindCompared, Name: comparedName, SHA: blob.SHA, Size: blob.Size})
}

// listen compares what can be read. Progress begins again where a sound turns out
// to be damaged.
func (c comparison) listen(ctx context.Context, progress func(done float64)) (edit.Heard, error) {
	for {
		report, err := ear.Listen(ctx, c.stems, progress)
		var damaged *ear.StemError
		if errors.As(err, &damaged) && ctx.Err() == nil && len(c.stems) > 1 {
			c = c.without(damaged.Stem)
			continue
		}
		if err != nil {
			return edit.Heard{}, unheard(ctx, err)
		}
		return c.heard(report), nil
	}
}

// heard puts a report into the editor's words.
func (c comparison) heard(report ear.Report) edit.Heard {
	h := edit.Heard{Offset: report.Offset, Sure: report.Sure, Parts: make([]edit.HeardPart, c.parts)}
	next := 0
	for i, stem := range c.stems {
		for range stem.Parts {
			part := report.Parts[next]
			h.Parts[c.tracks[next]] = edit.HeardPart{Sure: part.Sure, Stem: c.sounds[i].SHA != c.mix, Own: part.Own, Notes: notesHeard(part)}
			next++
		}
	}
	return h
}

// notesHeard is what was heard of the notes of a part, nil where that is nothing.
func notesHeard(part ear.Heard) edit.HeardNotes {
	if !part.Sure {
		return nil
	}
	out := make(edit.HeardNotes, len(part.Strokes))
	for i, s := range part.Strokes {
		trust := part.Trusts[i]
		n := edit.HeardNote{Likely: uint8(100 * trust.Likely), Reason: reasons[trust.Why]}
		if s.Sure > 0 || s.Level != 0 { // else nothing is heard of its kind
			n.Velocity, n.Usual = s.Velocity, s.Sure == 0
		}
		out[i] = n
	}
	return out
}

// reasons are what the ear takes notes for, in the editor's words.
var reasons = [...]edit.Reason{
	ear.Unknown: edit.Unjudged, ear.Sounding: edit.Played, ear.Bleed: edit.Bleed, ear.Octave: edit.Octave,
	ear.Tail: edit.Rest, ear.Short: edit.Flicker, ear.Nothing: edit.Absent,
}

// Listen compares the notes of a song that is in no library with its sounds. All of
// them must be readable; parts that none is of are not heard.
func Listen(ctx context.Context, song music.Song, sounds []SongSound) (*edit.Heard, error) {
	p, files := &edit.Page{Song: song}, map[string]string{}
	for i, t := range song.Tracks {
		p.Parts = append(p.Parts, edit.Part{Index: i, Into: i, Name: t.Name}) // a stem is of the part that it names
	}
	for _, s := range sounds {
		files[s.Path] = cmp.Or(s.Called, s.Name)
		sound := edit.Stem{Name: s.Name, Path: s.Path, SHA: s.Path, Silent: s.Silent}
		if s.Whole {
			p.Audio = &sound
		} else {
			p.Stems = append(p.Stems, sound)
		}
	}
	c := comparisonOf(p)
	for i, s := range c.sounds {
		c.stems[i].Open = EarSound(s.Path, files[s.Path])
	}
	report, err := ear.Listen(ctx, c.stems, nil)
	if err != nil {
		return nil, unheard(ctx, err)
	}
	h := c.heard(report)
	return &h, nil
}

// without leaves out a stem and its parts.
func (c comparison) without(stem int) comparison {
	from := 0
	for _, s := range c.stems[:stem] {
		from += len(s.Parts)
	}
	c.tracks = slices.Delete(slices.Clone(c.tracks), from, from+len(c.stems[stem].Parts))
	c.stems = slices.Delete(slices.Clone(c.stems), stem, stem+1)
	c.sounds = slices.Delete(slices.Clone(c.sounds), stem, stem+1)
	return c
}

// fillHeard puts what was heard before of a song on its page, unless its notes or
// its sound are others now.
func (s *Studio) fillHeard(p *edit.Page, files []library.File) {
	for _, f := range files {
		if f.Kind != kindCompared {
			continue
		}
		var kept comparedFile
		body, err := s.readBlob(f.SHA)
		if err == nil && json.Unmarshal(body, &kept) == nil && kept.Of == comparisonOf(p).key() && kept.Heard.Fits(p.Song) {
			p.SetHeard(&kept.Heard)
		} // what is damaged is heard again
	}
}

// placeOf describes to a receipt how the notes of a page lie in the sound, nil
// where nobody knows.
func placeOf(p *edit.Page) *verify.Sound {
	byHand := p.Layers.Offset != nil
	if !byHand && p.Heard == nil {
		return nil
	}
	return &verify.Sound{Offset: math.Round(1e4*p.Offset()) / 10, Sure: byHand || p.Heard.Sure, ByHand: byHand}
}
