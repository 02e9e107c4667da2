package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// addEar declares what is taken from the sound of the notes.
func (e *exportFlags) addEar(f *flag.FlagSet) {
	f.StringVar(&e.velocity, "velocity", "auto", "stems: as measured in the sound; delivered: as they came; auto: as measured in\na part's stem where those that came are all alike")
	f.IntVar(&e.treat.Struck, "velocity-strength", 100, "per cent of the way that velocities go to those measured, `0-100`")
	f.Float64Var(&e.trust, "trust", 0, fmt.Sprintf("leave out notes that are played with less than this likelihood, `0-1`, such as %.2f", edit.UsualTrust/100.))
}

// addSounds declares what the notes are heard in.
func (e *exportFlags) addSounds(f *flag.FlagSet) {
	f.Func("sound", "sound `FILE` that the notes were heard in, or PART=FILE for the stem of a part;\nmay be given for each part", func(s string) error {
		e.sounds = append(e.sounds, s)
		return nil
	})
}

// byEar is what the flags say about the sound.
func (e *exportFlags) byEar() (edit.ByEar, error) {
	b := e.treat.ByEar
	switch e.velocity {
	case "auto":
		b.Velocities = edit.VelocityAuto
	case "stems":
		b.Velocities = edit.VelocityStems
	case "delivered":
		b.Velocities = edit.VelocityDelivered
	default:
		return b, usage("--velocity is stems, delivered or auto, not %q.", e.velocity)
	}
	switch {
	case b.Struck < 0 || b.Struck > 100:
		return b, usage("--velocity-strength is between 0 and 100, not %d.", b.Struck)
	case !(e.trust >= 0 && e.trust <= 1):
		return b, usage("--trust is between 0 and 1, not %g.", e.trust)
	case e.treat.MinLength < 0 && (e.trust > 0 || b.Velocities == edit.VelocityStems):
		return b, usage("--min-length -1 leaves notes exactly as delivered; leave it out, or --trust and --velocity.")
	}
	if b.Struck == 0 {
		b.Velocities = edit.VelocityDelivered // nothing of the way
	}
	b.Trust = int(math.Round(100 * e.trust))
	return b, nil
}

// listens reports whether the sound must be listened to.
func (e *exportFlags) listens() bool { return e.trust > 0 || e.velocity == "stems" }

// listenTo listens to the sound of a song where flags ask for that or name it: the one
// they name, or what lies beside its notes. It returns nil where nobody asks.
func (l *lift) listenTo(ctx context.Context, paths []string, songs []music.Song, e exportFlags) (*edit.Heard, error) {
	if len(e.sounds) == 0 && !e.listens() {
		return nil, nil
	}
	if len(songs) != 1 {
		return nil, usage("Sound is of one song; these files hold %d.", len(songs))
	}
	sounds, err := soundsOf(songs[0], e.sounds)
	if err != nil {
		return nil, err
	}
	if len(e.sounds) == 0 {
		tmp, err := os.MkdirTemp("", "partlift-lift-*")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(tmp)
		if sounds, err = studio.SongSounds(paths, tmp); err != nil {
			return nil, err
		}
	}
	if len(sounds) == 0 {
		return nil, usage("--velocity stems and --trust listen to the sound; name it with --sound.")
	}
	heard, err := studio.Listen(ctx, songs[0], sounds)
	if err == nil && !heard.Sure {
		l.say("The notes are not clearly heard in this sound, so velocities and doubtful notes stay as they came.")
	}
	return heard, err
}

// soundsOf reads the values of --sound.
func soundsOf(song music.Song, values []string) (out []studio.SongSound, err error) {
	whole := false
	for _, word := range values {
		name, path, named := strings.Cut(word, "=")
		if _, err := os.Stat(word); err == nil || !named { // a file may be called so
			if whole {
				return nil, usage("Only one --sound is for all parts; say which part the other is for, such as --sound Bass=bass.wav.")
			}
			whole = true
			out = append(out, studio.SongSound{Name: word, Path: word, Called: word, Whole: true})
			continue
		}
		if !slices.ContainsFunc(song.Tracks, func(t music.Track) bool { return strings.EqualFold(t.Name, name) }) {
			return nil, usage("--sound names a part of the song, such as %q; %q is not one.", firstName(song), name)
		}
		out = append(out, studio.SongSound{Name: name, Path: path, Called: path})
	}
	return out, nil
}

// hearFirst listens to songs of the library that nobody listened to yet, where flags
// ask for what that says.
func (l *lift) hearFirst(ctx context.Context, st *studio.Studio, ids []string, e exportFlags) error {
	if !e.listens() {
		return nil
	}
	for _, id := range ids {
		p, err := st.Page(ctx, id)
		if err != nil {
			return err
		}
		if studio.Comparable(p) {
			p.Heard, err = st.Compare(ctx, p, nil)
		}
		if err != nil {
			return err
		}
		if !p.Hears() {
			l.say("The notes of “%s” are not clearly heard in its sound, or it has none, so velocities and doubtful notes stay as they came.", p.Title)
		}
	}
	return nil
}

// tellHearing says what was done by the sound.
func (l *lift) tellHearing(h verify.Hearing) {
	for _, sentence := range edit.Hearing(h).Sentences(nil) {
		l.say("%s", sentence)
	}
}
