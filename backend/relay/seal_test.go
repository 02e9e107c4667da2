package relay_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/relay"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json")

func sprint(v any) string {
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	return fmt.Sprintf("%v %+v %#v %s ", v, v, v, v) + b.String()
}

func secretOf(t testing.TB, b byte) relay.Secret {
	t.Helper()
	s, err := relay.NewSecret(bytes.NewReader(bytes.Repeat([]byte{b}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func writeVector(t *testing.T) {
	s := relay.Secret{}
	for i := range s {
		s[i] = byte(i)
	}
	v := vector{Secret: s[:], Public: s.Public(), Channel: s.ID(), Nonce: []byte("nonce of thirty-two bytes, fixed")}
	v.Token, v.Received, v.Body = "0123456789abcdef0123456789abcdef01234567", "2025-10-13T06:14:15.123Z", `{"code":200,"data":{"taskId":"5c79be8e"}}`
	at, err := time.Parse(time.RFC3339, v.Received)
	if err != nil {
		t.Fatal(err)
	}
	if v.Challenge, err = relay.Seal(v.Public, relay.PurposeChallenge, v.Nonce); err != nil {
		t.Fatal(err)
	}
	v.Proof, v.LetterID = relay.Prove(v.Channel, v.Nonce), relay.LetterID(v.Channel, v.Token, []byte(v.Body))
	v.CallbackURLSuffix = "/cb/" + v.Channel + "/" + v.Token
	v.Letter, err = relay.SealLetter(v.Public, relay.Delivery{
		Token: v.Token, Received: at, Headers: map[string]string{"Content-Type": "application/json"},
		Signature: relay.SignatureNone, Body: []byte(v.Body),
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/vectors.json", append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestVectors(t *testing.T) {
	if *update {
		writeVector(t)
	}
	v := readVector(t)
	s := relay.Secret(v.Secret)
	if !bytes.Equal(s.Public(), v.Public) || s.ID() != v.Channel || relay.ChannelID(v.Public) != v.Channel {
		t.Errorf("secret leads to channel %s", s.ID())
	}
	nonce, err := s.Opener().Open(relay.PurposeChallenge, v.Challenge)
	if err != nil || !bytes.Equal(nonce, v.Nonce) {
		t.Errorf("challenge opens as %q, %v", nonce, err)
	}
	if p := relay.Prove(v.Channel, nonce); !bytes.Equal(p, v.Proof) {
		t.Errorf("proof is %x", p)
	}
	d, err := s.Opener().Letter(v.Letter)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, v.Received)
	if err != nil {
		t.Fatal(err)
	}
	want := relay.Delivery{
		ID: v.LetterID, Token: v.Token, Received: at, Headers: map[string]string{"Content-Type": "application/json"},
		Signature: relay.SignatureNone, Body: []byte(v.Body),
	}
	if diff := cmp.Diff(want, d, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
	if u := (relay.Channel{Hub: "https://h", Secret: s}).CallbackURL(v.Token); u != "https://h"+v.CallbackURLSuffix {
		t.Errorf("address is %s", u)
	}
}

func TestNothingElseOpensALetter(t *testing.T) {
	v := readVector(t)
	s := relay.Secret(v.Secret)
	if _, err := secretOf(t, 9).Opener().Letter(v.Letter); !errors.Is(err, relay.ErrSealed) {
		t.Errorf("another secret: %v", err)
	}
	if _, err := s.Opener().Open(relay.PurposeChallenge, v.Letter); !errors.Is(err, relay.ErrSealed) {
		t.Errorf("another purpose: %v", err)
	}
	for i := range v.Letter {
		bad := bytes.Clone(v.Letter)
		bad[i] ^= 1
		if _, err := s.Opener().Letter(bad); err == nil {
			t.Fatalf("a changed byte %d was not noticed", i)
		}
		if _, err := s.Opener().Letter(v.Letter[:i]); err == nil {
			t.Fatalf("a letter cut to %d bytes was opened", i)
		}
	}
}

func TestLetterKeepsTheBodyToTheByte(t *testing.T) {
	s := secretOf(t, 3)
	for _, body := range [][]byte{{}, []byte("{}"), []byte("\xef\xbb\xbf{\"a\": 1 }\r\n"), bytes.Repeat([]byte("x"), relay.MaxBody)} {
		sealed, err := relay.SealLetter(s.Public(), relay.Delivery{Token: "0123456789abcdef", Body: body})
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Opener().Letter(sealed)
		if err != nil || !bytes.Equal(d.Body, body) {
			t.Errorf("%d bytes came back as %d, %v", len(body), len(d.Body), err)
		}
	}
}

func pack(t testing.TB, size uint32, head string, body io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(binary.BigEndian.AppendUint32(nil, size))
	io.WriteString(z, head)
	if _, err := io.Copy(z, body); err != nil {
		t.Fatal(err)
	}
	z.Close()
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestUnpackRefuses(t *testing.T) {
	head := `{"token":"0123456789abcdef"}`
	n := uint32(len(head))
	none := strings.NewReader("")
	for name, b := range map[string][]byte{
		"nothing":             nil,
		"no gzip":             []byte("hello"),
		"an empty stream":     pack(t, 0, "", none)[:10],
		"a head beyond it":    pack(t, n+1, head, none),
		"a huge head":         pack(t, 1<<31, head, none),
		"a head without JSON": pack(t, n, strings.Repeat("x", int(n)), none),
		"a head with no name": pack(t, 2, "{}", none),
		"a bomb":              pack(t, n, head, io.LimitReader(zeros{}, relay.MaxBody+1)),
		"a larger bomb":       pack(t, n, head, io.LimitReader(zeros{}, 2*relay.MaxBody)),
	} {
		if _, err := relay.Unpack(b); !errors.Is(err, relay.ErrLetter) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := relay.Unpack(pack(t, n, head, io.LimitReader(zeros{}, relay.MaxBody))); err != nil {
		t.Errorf("the largest body: %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack(f, 28, `{"token":"0123456789abcdef"}`, strings.NewReader(`{"code":200}`)))
	f.Add(pack(f, 9, `{"a":"b"}`, strings.NewReader(``)))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := relay.Unpack(b)
		if err == nil && (!relay.IsToken(d.Token) || len(d.Body) > relay.MaxBody) {
			t.Fatalf("read a letter for %q of %d bytes", d.Token, len(d.Body))
		}
	})
}

func FuzzOpen(f *testing.F) {
	v := readVector(f)
	s := relay.Secret(v.Secret)
	f.Add(v.Letter)
	f.Add(v.Challenge)
	f.Fuzz(func(t *testing.T, b []byte) {
		if d, err := s.Opener().Letter(b); err == nil && d.Token != v.Token {
			t.Fatal("opened what was never sealed")
		}
	})
}
