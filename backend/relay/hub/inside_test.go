package hub

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"partlift/backend/relay"
)

func header(pairs ...string) nats.Header {
	h := nats.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h[pairs[i]] = []string{pairs[i+1]}
	}
	return h
}

func TestStoredLetterHeads(t *testing.T) {
	id, sum := strings.Repeat("0a", 16), strings.Repeat("0b", 32)
	good := []string{headID, id, headSum, sum, headReceived, "1700000000000", headSize, "3"}
	with := func(name, value string) []string { return append(append([]string{}, good...), name, value) }
	for _, c := range []struct {
		name  string
		pairs []string
		data  string
		ok    bool
	}{
		{"whole", good, "abc", true},
		{"in pieces", with(headPieces, "4,5"), "", true},
		{"nothing", nil, "abc", false},
		{"another length", good, "ab", false},
		{"a bad id", with(headID, "xy"), "abc", false},
		{"a short sum", with(headSum, "0b"), "abc", false},
		{"no time", with(headReceived, "now"), "abc", false},
		{"no size", with(headSize, "0"), "", false},
		{"a huge size", with(headSize, "999999999999"), "abc", false},
		{"a bad list", with(headPieces, "4,,5"), "", false},
		{"a long list", with(headPieces, strings.Repeat("1,", 500)+"1"), "", false},
	} {
		l, pieces, err := parseHead(header(c.pairs...), []byte(c.data))
		if (err == nil) != c.ok || c.ok && (l.ID != id || l.Sum != sum || l.Size != 3 || l.Parts != max(1, len(pieces))) {
			t.Errorf("%s: %+v, %v, %v", c.name, l, pieces, err)
		}
	}
}

func FuzzStoredLetter(f *testing.F) {
	f.Add(strings.Repeat("0a", 16), strings.Repeat("0b", 32), "1700000000000", "3", "", []byte("abc"))
	f.Add(strings.Repeat("0a", 16), strings.Repeat("0b", 32), "1", "1000000", "4,5", []byte(nil))
	f.Fuzz(func(t *testing.T, id, sum, received, size, pieces string, data []byte) {
		l, seqs, err := parseHead(header(headID, id, headSum, sum, headReceived, received, headSize, size, headPieces, pieces), data)
		if err != nil {
			return
		}
		if l.Size <= 0 || l.Size > relay.MaxSealed || l.Parts < 1 || len(seqs) == 0 && len(data) != l.Size || len(l.ID) != 32 || len(l.Sum) != 64 {
			t.Fatalf("%+v of %d bytes and %d pieces", l, len(data), len(seqs))
		}
	})
}

func FuzzRecord(f *testing.F) {
	b, err := json.Marshal(Record{Public: make([]byte, 32), WebhookKey: "k", Seen: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"public":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := parseRecord(b); err == nil && len(r.Public) != 32 {
			t.Fatalf("%+v", r)
		}
	})
}

func FuzzCallback(f *testing.F) {
	f.Add([]byte(`{"task_id":"a","data":{"taskId":7,"data":{"task_id":"c"}}}`))
	f.Add([]byte(`{"data":{"data":{"data":{"task_id":"too deep"}}}}`))
	f.Add([]byte(`[{"task_id":"a"}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if ids := taskIDs(body); len(ids) > 6 {
			t.Fatalf("%d ids", len(ids))
		}
		h := http.Header{"X-Webhook-Timestamp": {"1"}, "X-Webhook-Signature": {strings.Repeat("A", 43) + "="}}
		if s, err := checkSignature("key", h, body, time.Unix(1, 0)); err == nil {
			t.Fatalf("a signature of zeros is %s", s)
		}
	})
}

// The fixtures hold signatures of the service's form, with the key to check them.
func TestSignedFixtures(t *testing.T) {
	for file, want := range map[string]error{
		"webhook-01-signed.json":                    nil,
		"webhook-02-tampered-body-still-valid.json": nil, // the body is not signed
		"webhook-03-bad-signature.json":             errSignature,
		"webhook-04-unsigned.json":                  errSignature,
	} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "kie", "testdata", "fixtures", file))
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Headers map[string]string
			Key     string `json:"test_key"`
			Body    json.RawMessage
		}
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		for name, value := range v.Headers {
			h.Set(name, value)
		}
		if v.Key == "" {
			v.Key = "any key"
		}
		for late, found := range map[time.Duration]relay.Signature{tolerance: relay.SignatureGood, tolerance + 1: relay.SignatureStale} {
			got, err := checkSignature(v.Key, h, v.Body, time.Unix(1790000105, 0).Add(late))
			if err != want || want == nil && got != found {
				t.Errorf("%s, %v late: %q, %v, want %q, %v", file, late, got, err, found, want)
			}
		}
		if got, err := checkSignature("", h, v.Body, time.Unix(0, 0)); got != relay.SignatureNone || err != nil {
			t.Errorf("%s without a key: %q, %v", file, got, err)
		}
	}
}

func TestOldBucketsGo(t *testing.T) {
	b := buckets{every: time.Minute, burst: 1}
	now := time.Unix(1_000_000, 0)
	for i := range 10_000 {
		b.allow(time.Duration(i).String(), now.Add(time.Duration(i)*time.Second))
	}
	if len(b.m) > 2048 {
		t.Errorf("%d buckets", len(b.m))
	}
}

// Without it the server keeps nothing through a power cut.
func TestTheServerInsideSyncsAlways(t *testing.T) {
	s := Stream{}
	s.orDefault()
	srv, err := server.NewServer(inside(t.TempDir(), s))
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	defer func() { srv.Shutdown(); srv.WaitForShutdown() }()
	if !srv.ReadyForConnections(startWithin) {
		t.Fatal("not ready")
	}
	if c := srv.JetStreamConfig(); c == nil || !c.SyncAlways {
		t.Errorf("it runs with %+v", c)
	}
	if srv.Addr() != nil {
		t.Errorf("it listens on %v", srv.Addr())
	}
}
