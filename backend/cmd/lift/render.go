package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/player"
	"partlift/backend/say"
)

// renderFlags are the settings of the sound.
type renderFlags struct {
	out, tracks    string
	original, font string
	rate           int
	from, to       float64
	blend          float64
	float, split   bool
	overwrite      bool
}

func (r *renderFlags) add(f *flag.FlagSet) {
	f.StringVar(&r.out, "o", "", "`OUT.wav` to write")
	f.BoolVar(&r.overwrite, "overwrite", false, "replace the file if it is there")
	f.IntVar(&r.rate, "rate", 44_100, "sample rate in `Hz`")
	f.StringVar(&r.tracks, "tracks", "", "`numbers` of the tracks to hear, such as 1,3 (default: all)")
	f.Float64Var(&r.from, "from", 0, "`second` to begin at")
	f.Float64Var(&r.to, "to", 0, "`second` to end at (default: when the last note has died away)")
	f.StringVar(&r.original, "original", "", "sound `FILE` to hear beside the notes")
	f.Float64Var(&r.blend, "blend", 0.5, "from the original, `0`, to the notes, 1; only with --original")
	f.BoolVar(&r.split, "split", false, "the original left and the notes right; only with --original")
	f.StringVar(&r.font, "font", "", "SoundFont, an `.sf2` file, to play by (default: Partlift's own synthesizer)")
	f.BoolVar(&r.float, "float", false, "write 32-bit floating point samples instead of 16-bit integers")
}

func (r *renderFlags) check(f *flag.FlagSet) error {
	switch {
	case r.out == "":
		return usage("Say with -o where to write the sound, such as -o song.wav.")
	case r.rate < 8_000 || r.rate > 192_000:
		return usage("--rate is between 8000 and 192000, not %d.", r.rate)
	case !(r.blend >= 0 && r.blend <= 1):
		return usage("--blend is between 0 and 1, not %g.", r.blend)
	case r.original == "" && given(f, "split"):
		return usage("--split needs a recording: name one with --original.")
	case r.original == "" && given(f, "blend"):
		return usage("--blend needs a recording: name one with --original.")
	case !(r.from >= 0) || math.IsInf(r.from, 0):
		return usage("--from is a second, 0 or later, not %g.", r.from)
	case r.to != 0 && !(r.to > r.from) || math.IsInf(r.to, 0):
		return usage("--to is a second after --from, not %g.", r.to)
	}
	return nil
}

// mix is what the flags say about a song's tracks.
func (r *renderFlags) mix(song music.Song) (player.Mix, error) {
	m := player.Unity()
	if r.tracks == "" {
		return m, nil
	}
	m.Tracks = make([]player.Channel, len(song.Tracks))
	for _, word := range strings.Split(r.tracks, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 || n > len(song.Tracks) {
			return m, usage("--tracks names tracks from 1 to %d, such as 1,3; %q is not one.", len(song.Tracks), word)
		}
		m.Tracks[n-1] = player.Channel{Solo: true, Volume: 1}
	}
	return m, nil
}

func render(ctx context.Context, l *lift, args []string) error {
	f := l.flags("render")
	var r renderFlags
	r.add(f)
	paths, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := r.check(f); err != nil {
		return err
	}
	if len(paths) != 1 {
		return usage("Name one result or MIDI file, not %d.", len(paths))
	}
	if err := free(r.out, r.overwrite); err != nil {
		return err
	}
	result, err := studio.ReadResult(paths[0])
	if err != nil {
		return err
	}
	for _, notice := range result.Notices {
		l.say("%s", notice)
	}
	mix, err := r.mix(result.Song)
	if err != nil {
		return err
	}
	end := result.Song.End()
	switch {
	case end == 0:
		return &say.Trouble{Text: "There are no notes to hear.", Hint: "Choose a result that has some."}
	case r.from >= end:
		return usage("--from is after the last note, which ends at %.2f s.", end)
	case r.to > end+maxTail:
		r.to = end + maxTail
	}
	p := player.New(r.rate)
	score := player.Score{Song: result.Song}
	sound, err := r.beside(ctx, &score)
	if err != nil {
		return err
	}
	defer sound.Close() // only read from
	if r.original != "" {
		mix.Blend, mix.Split = float32(r.blend), r.split
	}
	p.SetMix(mix)
	p.Load(score)
	p.Seek(r.from)
	levels, err := writeWAV(ctx, p, r)
	if err != nil {
		return err
	}
	return l.levels(r.out, levels)
}

// free refuses to write over a file that is there, unless that was asked for.
func free(path string, overwrite bool) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil || overwrite && !info.IsDir():
		return nil // what else is wrong with the path shows when it is written to
	case info.IsDir():
		return &say.Trouble{Text: "“" + path + "” is a folder.", Hint: "Name a file in it."}
	}
	return &say.Trouble{Text: "“" + path + "” is already there.", Hint: "Choose another name, or replace it with --overwrite."}
}

// levels prints what was measured.
func (l *lift) levels(path string, v levels) error {
	if l.json {
		return l.print(v)
	}
	_, err := fmt.Fprintf(l.out, "%s\t%.2f s\tpeak %s\tloudness %s RMS\t%s\n", path, v.Seconds, decibels(v.Peak), decibels(v.Loudness), count(v.Clipped, "clipped sample"))
	return err
}

func decibels(v *float64) string {
	if v == nil {
		return "silent"
	}
	return fmt.Sprintf("%.1f dBFS", *v)
}

// maxTail is how long after the last note, in seconds, a file may go on.
const maxTail = 60

// levels are the measures of a rendering.
type levels struct {
	Seconds  float64  `json:"seconds"`
	Peak     *float64 `json:"peak_dbfs"`     // null: silent
	Loudness *float64 `json:"loudness_dbfs"` // RMS of both channels; null: silent
	Clipped  int      `json:"clipped_samples"`
}

// writeWAV plays into a file, which appears only when it is complete.
func writeWAV(ctx context.Context, p *player.Player, r renderFlags) (levels, error) {
	w := &wav{rate: r.rate, float: r.float}
	err := studio.WriteFile(r.out, func(f *os.File) error {
		w.to = bufio.NewWriterSize(f, 1<<16)
		if err := w.play(ctx, p, r); err != nil {
			return err
		}
		if err := w.to.Flush(); err != nil {
			return err
		}
		_, err := f.WriteAt(w.header(), 0)
		return err
	})
	return w.levels(), err
}

func (w *wav) levels() levels {
	v := levels{Seconds: float64(w.frames) / float64(w.rate), Clipped: w.clipped}
	if w.peak > 0 {
		peak, loud := 20*math.Log10(w.peak), 10*math.Log10(w.power/float64(2*w.frames))
		v.Peak, v.Loudness = &peak, &loud
	}
	return v
}
