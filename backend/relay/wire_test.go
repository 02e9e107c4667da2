package relay_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/relay"
)

// goldens are one frame of each type, as the package comment shows them.
func goldens() []relay.Frame {
	return []relay.Frame{
		{Type: relay.TypeHello, Version: 1, Channel: "abcdefghijklmnopqrstuvwxyz234567"},
		{Type: relay.TypeHello, Version: 1, Channel: "abcdefghijklmnopqrstuvwxyz234567", Partial: &relay.Partial{Seq: 91, ID: "00", Size: 65536}},
		{Type: relay.TypeChallenge, Sealed: []byte{1, 2, 3}},
		{Type: relay.TypeProof, Proof: []byte{4, 5}},
		{Type: relay.TypeReady, Version: 1, Pending: 2, Ping: 25, Max: 33554432},
		{Type: relay.TypeDeliver, Seq: 91, ID: "0f", Size: 1487, Sum: "aa", Age: 120},
		{Type: relay.TypeDeliver, Seq: 91, ID: "0f", Size: 1487, From: 1000, Sum: "aa"},
		{Type: relay.TypeCancel, Seq: 91},
		{Type: relay.TypeAck, Seq: 91},
		{Type: relay.TypeNack, Seq: 18446744073709551615},
		{Type: relay.TypePing}, {Type: relay.TypePong},
		{Type: relay.TypeConfigure, WebhookKey: "k"}, {Type: relay.TypeDone},
		{Type: relay.TypeBye, Reason: relay.ByeRestart, Retry: 12},
		{Type: relay.TypeBye, Reason: relay.ByeVersion, Versions: []int{1}},
	}
}

func TestFramesStayAsTheyAre(t *testing.T) {
	file, err := os.ReadFile("testdata/frames.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(file)), "\n")
	all := goldens()
	if len(lines) != len(all) {
		t.Fatalf("%d lines for %d frames", len(lines), len(all))
	}
	for i, f := range all {
		b, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if string(b) != lines[i] {
			t.Errorf("frame %d is written as %s, was %s", i, b, lines[i])
		}
		back, err := relay.ParseFrame([]byte(lines[i]))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f, back); d != "" {
			t.Errorf("frame %d read again differs:\n%s", i, d)
		}
	}
}

func TestParseFrame(t *testing.T) {
	for _, c := range []struct {
		name, text string
		ok         bool
	}{
		{"unknown fields are ignored", `{"type":"ack","seq":1,"color":"red"}`, true},
		{"an unknown type is left to the caller", `{"type":"sing"}`, true},
		{"no type", `{"seq":1}`, false},
		{"no JSON", `hello`, false},
		{"a list", `[1]`, false},
		{"two values", `{"type":"ack"}{"type":"ack"}`, false},
		{"a negative sequence number", `{"type":"ack","seq":-1}`, false},
		{"a negative size", `{"type":"deliver","size":-1}`, false},
		{"beyond its end", `{"type":"deliver","size":5,"from":6}`, false},
		{"larger than any letter", `{"type":"deliver","size":99999999}`, false},
		{"a negative part", `{"type":"hello","partial":{"size":-1}}`, false},
		{"a negative pause", `{"type":"bye","retry":-1}`, false},
		{"too long", `{"type":"` + strings.Repeat("x", relay.MaxFrame) + `"}`, false},
		{"empty", ``, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := relay.ParseFrame([]byte(c.text))
			if (err == nil) != c.ok || err != nil && !errors.Is(err, relay.ErrFrame) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := (relay.Frame{Type: "bye", Reason: strings.Repeat("x", relay.MaxFrame)}).Bytes(); err == nil {
		t.Error("a frame longer than the limit was written")
	}
}

func FuzzFrame(f *testing.F) {
	file, err := os.Open("testdata/frames.txt")
	if err != nil {
		f.Fatal(err)
	}
	defer file.Close()
	for s := bufio.NewScanner(file); s.Scan(); {
		f.Add(s.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		one, err := relay.ParseFrame(b)
		if err != nil {
			return
		}
		out, err := one.Bytes()
		if err != nil {
			return // JSON may escape to more than was read
		}
		two, err := relay.ParseFrame(out)
		if err != nil {
			t.Fatalf("%s was read, and what it was written as is not: %v", b, err)
		}
		again, err := two.Bytes()
		if err != nil || !bytes.Equal(out, again) {
			t.Fatalf("%s became %s", out, again)
		}
	})
}

func TestSecretsDoNotPrint(t *testing.T) {
	s, err := relay.NewSecret(strings.NewReader(strings.Repeat("S", 32)))
	if err != nil {
		t.Fatal(err)
	}
	c := relay.Channel{Hub: "https://relay.example", Secret: s}
	for name, text := range map[string]string{"secret": sprint(s), "channel": sprint(c), "pointer": sprint(&c)} {
		if strings.Contains(text, "SSSS") || strings.Contains(text, "83 83") || strings.Contains(text, "U1NT") || strings.Contains(text, "0x53") {
			t.Errorf("%s prints its secret: %s", name, text)
		}
	}
}

type vector struct {
	Secret, Public    []byte
	Channel           string
	Nonce, Challenge  []byte
	Proof             []byte
	Token, Received   string
	Body              string
	LetterID          string
	Letter            []byte
	CallbackURLSuffix string
}

func readVector(t testing.TB) vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
