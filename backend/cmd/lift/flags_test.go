package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A flag that nothing would look at is refused, and not ignored.
func TestFlagsThatDoNothingAreRefused(t *testing.T) {
	wav := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(wav, []byte("RIFF....WAVEfmt "), 0o600); err != nil {
		t.Fatal(err)
	}
	const mid = "../../kie/kiesim/songs/night-bus-home.mid"
	local, ids, suno := []string{"song", wav, "--engine", "local"}, []string{"song", "--separation", "s"}, []string{"song", "--task", "t", "--audio", "a"}
	result := []string{"song", mid, "-o", t.TempDir()}
	out := []string{"export", mid, "-o", t.TempDir()}
	sound := []string{"render", mid, "-o", filepath.Join(t.TempDir(), "x.wav")}
	for _, c := range []struct {
		line []string
		more string
		says string
	}{
		{local, "--task t --audio a", "Name an audio file or a task"},
		{local, "--separation s", "--separation does nothing with --engine local"},
		{local, "--type split_stem", "--type does nothing"},
		{local, "--per-stem", "--per-stem does nothing"},
		{local, "--send-again", "--send-again does nothing"},
		{local, "--send mp3", "--send does nothing"},
		{local, "--send-anyway", "--send-anyway does nothing"},
		{local, "--stems", "--stems does nothing"},
		{local, "--again", "--again does nothing"},
		{local, "--api-base http://127.0.0.1:1", "--api-base does nothing"},
		{local, "--upload-base http://127.0.0.1:1", "--upload-base does nothing"},
		{local, "--market", "--market does nothing"},
		{local, "--poll 1s", "--poll does nothing"},
		{local, "--poll 0s", "--poll does nothing"}, // given, whatever it says
		{ids, "--send mp3", "--send does nothing without an audio file"},
		{ids, "--send-anyway", "--send-anyway does nothing without an audio file"},
		{ids, "--stems", "--stems does nothing without an audio file"},
		{ids, "--again", "--again does nothing without an audio file"},
		{ids, "--type split_stem", "--type does nothing with a separation that exists"},
		{ids, "--send-again", "give one"},
		{suno, "--send flac", "--send does nothing without an audio file"},
		{[]string{"song", wav}, "--audio a", "--audio needs --task"},
		{[]string{"song", wav}, "--again --stems", "leave out --again"},
		{result, "--engine cloud", "--engine does nothing with a result"},
		{result, "--per-stem", "--per-stem does nothing with a result"},
		{result, "--market", "--market does nothing with a result"},
		{result, "--api-base http://127.0.0.1:1", "--api-base does nothing with a result"},
		{result, "--strength 50", "--strength does nothing without --quantize"},
		{out, "--strength 50", "--strength does nothing without --quantize"},
		{out, "--quantize off --strength 50", "--strength does nothing without --quantize"},
		{out, "--swing 60", "--swing and --ends need --quantize"},
		{out, "--ends", "--swing and --ends need --quantize"},
		{out, "--quantize 1/8 --strength 0 --ends", "--ends does nothing with --strength 0"},
		{out, "--grid off --bpm-range 70-140", "--bpm-range does nothing with --grid off"},
		{out, "--grid off --chords", "--chords does nothing with --grid off"},
		{out, "--tempo 90 --bpm-range 70-140", "--bpm-range does nothing with --tempo"},
		{[]string{"grid", mid}, "--tempo 90 --bpm-range 70-140", "--bpm-range does nothing with --tempo"},
		{sound, "--blend 0.2", "--blend needs a recording"},
		{sound, "--split", "--split needs a recording"},
		{[]string{"credits"}, "--market", "-market"},
		{[]string{"key", "check"}, "--poll 1s", "-poll"},
		{[]string{"key", "set"}, "--upload-base http://127.0.0.1:1", "-upload-base"},
	} {
		args := append(append([]string{}, c.line...), strings.Fields(c.more)...)
		code, stdout, said := here(t, args...)
		if code != 2 || stdout != "" || !strings.Contains(said, c.says) || !strings.Contains(said, "Usage: lift ") {
			t.Errorf("%s %s ends with %d: %q, %q; want %q", args[0], c.more, code, stdout, said, c.says)
		}
	}
}

// What is refused with one use of a command works with another.
func TestFlagsThatWorkTogether(t *testing.T) {
	const mid = "../../kie/kiesim/songs/night-bus-home.mid"
	for _, c := range []string{
		"export " + mid + " --grid off --tempo 90",
		"export " + mid + " --quantize 1/8 --strength 50 --swing 60 --ends --chords --bpm-range 70-140",
		"song " + mid + " --grid off --tempo 90 --name Mine",
		"song " + mid + " --quantize 1/8 --strength 0",
		"grid " + mid + " --tempo 90",
	} {
		args := strings.Fields(c)
		if args[0] != "grid" {
			args = append(args, "-o", t.TempDir())
		}
		if code, _, said := here(t, args...); code != 0 {
			t.Errorf("%s ends with %d: %s", c, code, said)
		}
	}
}

// Without bars a file has the tempo that was asked for, of a song as of a result.
func TestATempoWithoutAGrid(t *testing.T) {
	const mid = "../../kie/kiesim/songs/night-bus-home.mid"
	for _, verb := range []string{"export", "song"} {
		dir := t.TempDir()
		if code, _, said := here(t, verb, mid, "--grid", "off", "--tempo", "90", "-o", dir, "--name", "x"); code != 0 {
			t.Fatal(said)
		}
		body, err := os.ReadFile(filepath.Join(dir, "x.mid"))
		if err != nil || !strings.Contains(string(body), "\xff\x51\x03\x0a\x2c\x2b") { // 666,667 µs a quarter note
			t.Errorf("lift %s writes no 90 BPM: %v", verb, err)
		}
	}
}

var declared = regexp.MustCompile(`f\.\w+\((?:&[\w.]+, )?"([a-z-]+)"`)

// A flag means one thing: it is declared in one place, whatever takes it.
func TestFlagsAreDeclaredOnce(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{"o": "", "overwrite": ""} // a folder of files, or one file
	n := 0
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil || strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, m := range declared.FindAllStringSubmatch(string(body), -1) {
			if before, again := at[m[1]]; again && before != "" {
				t.Errorf("--%s is declared in %s and in %s", m[1], before, path)
			} else if !again {
				at[m[1]] = path
			}
			n++
		}
	}
	if n < 40 {
		t.Errorf("found only %d flags", n)
	}
}
