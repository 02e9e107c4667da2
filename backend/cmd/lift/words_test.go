package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// midi is a MIDI file of one note, of any format and division.
func midi(format, division uint16) []byte {
	track := []byte("\x00\xff\x03\x08a\nb\x1b[2Jc\x00\x90\x3c\x40\x60\x80\x3c\x00\x00\xff\x2f\x00")
	b := []byte("MThd\x00\x00\x00\x06")
	b = binary.BigEndian.AppendUint16(b, format)
	b = binary.BigEndian.AppendUint16(b, 1)
	b = binary.BigEndian.AppendUint16(b, division)
	b = binary.BigEndian.AppendUint32(append(b, "MTrk"...), uint32(len(track)))
	return append(b, track...)
}

// Each of these is told in one line, once, with nothing on standard output.
func TestBadInputIsOneLineOfWords(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	noise := bytes.Repeat(sha256.New().Sum([]byte("no sound")), 100)
	for _, args := range [][]string{
		{"export", file("page.mid", []byte("<!DOCTYPE html><title>404</title>"))},
		{"export", file("none.mid", midi(1, 480)[:14])},
		{"export", dir},
		{"grid", dir},
		{"check", "--json", dir},
		{"song", file("noise.wav", noise)},
		{"song", file("noise.m4a", noise)},
		{"history", "--library", "/dev/null/x"},
		{"export", "--json", file("cut.json", []byte(`{"instruments":[{"na`))},
	} {
		code, out, errs := here(t, args...)
		if code != 1 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: code %d, output %q, message %q; want 1 and one line", args, code, out, errs)
		}
		for _, raw := range []string{"is a directory", "mkdir", "..\n", "open ", "Export it again as a Standard"} {
			if strings.Contains(errs, raw) {
				t.Errorf("%v: %q is in %q", args, raw, errs)
			}
		}
	}
}

func TestWrongFlagIsNamedOnce(t *testing.T) {
	code, out, errs := here(t, "export", "--tempo", "fast", "x.mid")
	if code != 2 || out != "" || strings.Count(errs, "fast") != 1 || strings.Count(errs, "\n") != 2 {
		t.Errorf("code %d, output %q, message %q; want what is wrong and the usage", code, out, errs)
	}
	if code, _, errs := here(t, "export", "--help"); code != 0 || !strings.Contains(errs, "-tempo") {
		t.Errorf("help: code %d, %q", code, errs)
	}
}

// A title from elsewhere must not steer the terminal or break lines of the
// history.
func TestHistoryIsOneLineForEachSong(t *testing.T) {
	library := t.TempDir()
	path := filepath.Join(t.TempDir(), "x\ty\x1b[31m.mid")
	if err := os.WriteFile(path, midi(0, 480), 0o600); err != nil {
		t.Skip(err) // a system without such names
	}
	if code, _, errs := here(t, "song", path, "--library", library, "-o", t.TempDir()); code != 0 {
		t.Fatal(errs)
	}
	_, out, _ := here(t, "history", "--library", library)
	if strings.Count(out, "\n") != 1 || strings.Count(out, "\t") != 4 || strings.Contains(out, "\x1b") {
		t.Errorf("history is %q; want one line of five columns", out)
	}
}
