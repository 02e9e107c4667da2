package kiesim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Duration is a time.Duration that JSON writes as text, like "150ms".
type Duration time.Duration

// MarshalJSON writes the duration as text.
func (d Duration) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Duration(d).String())
}

// UnmarshalJSON reads text like "150ms" or "1m30s"; negative is refused.
func (d *Duration) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("a duration is text like \"150ms\", not %s", data)
	}
	v, err := time.ParseDuration(text)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is not a duration; write it like \"150ms\" or \"2m\"", text)
	}
	*d = Duration(v)
	return nil
}

// Script says how the service behaves. The zero value is a healthy, strict and
// instant service that behaves as its documentation says.
type Script struct {
	// Strict refuses unknown and wrongly spelt fields; nil means true.
	Strict     *bool      `json:"strict,omitempty"`
	Latency    Latency    `json:"latency,omitzero"`
	Upload     Upload     `json:"upload,omitzero"`
	Separation Separation `json:"separation,omitzero"`
	MIDI       MIDI       `json:"midi,omitzero"`
	Generation Cover      `json:"generation,omitzero"`
	Market     Market     `json:"market,omitzero"`
	Callback   Callback   `json:"callback,omitzero"`
	Errors     Errors     `json:"errors,omitzero"`
	Expiry     Expiry     `json:"expiry,omitzero"`
	// UserAgent says what file hosts demand: "" any, "browser" one that is not
	// the default of a library, "off" nothing. Refused with HTTP 403.
	UserAgent string `json:"userAgent,omitempty"`
	// Faults happen to single answers, in the order given.
	Faults []Fault `json:"faults,omitempty"`
}

// Latency is how long each step takes.
type Latency struct {
	Upload     Duration `json:"upload,omitempty"`     // before an upload is answered
	Answer     Duration `json:"answer,omitempty"`     // before any other API answer
	Separation Duration `json:"separation,omitempty"` // from accepted to finished
	MIDI       Duration `json:"midi,omitempty"`
	Generation Duration `json:"generation,omitempty"`
}

// Upload are the switches of the upload host.
type Upload struct {
	// QuickStart answers in the shape of the quick-start page.
	QuickStart bool `json:"quickStart,omitempty"`
	// Stale keeps serving the old content when a name is uploaded again.
	Stale bool `json:"stale,omitempty"`
}

// Separation are the switches of vocal-removal.
type Separation struct {
	// Flag ends tasks as CREATE_TASK_FAILED, GENERATE_AUDIO_FAILED or
	// CALLBACK_EXCEPTION (which still has all stems); "" as SUCCESS.
	Flag string `json:"flag,omitempty"`
	// FlagTimes is how many tasks Flag hits; 0 means all.
	FlagTimes int `json:"flagTimes,omitempty"`
	// NoOriginData leaves the stem ids out, as on old tasks.
	NoOriginData bool `json:"noOriginData,omitempty"`
	// Host spoils the addresses of stems; see the Host… constants.
	Host string `json:"host,omitempty"`
	// Silent names stems (like "Guitar") that hold silence whatever the song.
	Silent []string `json:"silent,omitempty"`
}

// MIDI are the switches of midi.
type MIDI struct {
	// Flag ends tasks with successFlag 2 or 3; 0 with 1.
	Flag int `json:"flag,omitempty"`
	// FlagTimes is how many tasks Flag hits; 0 means all.
	FlagTimes int `json:"flagTimes,omitempty"`
	// Empty makes successful tasks empty: "whole" those without audioId,
	// "all" every one.
	Empty string `json:"empty,omitempty"`
	// EmptyAs is the form of an empty result: "instruments" (also ""),
	// "object" or "null".
	EmptyAs string `json:"emptyAs,omitempty"`
	// Partial is how many instruments are delivered without audioId; 0 means all.
	Partial int `json:"partial,omitempty"`
	// StringNumbers writes every number of a note as text, everywhere.
	StringNumbers bool `json:"stringNumbers,omitempty"`
	// JSONText writes midiData as JSON text.
	JSONText bool `json:"jsonText,omitempty"`
	// Running is how long a finished task still says state "running".
	Running Duration `json:"running,omitempty"`
}

// Cover are the switches of generation tasks.
type Cover struct {
	// Flag ends tasks as this status, like GENERATE_AUDIO_FAILED; "" SUCCESS.
	Flag string `json:"flag,omitempty"`
	// Code is the errorCode beside a failing Flag, like 413; 0 means 500.
	Code int `json:"code,omitempty"`
}

// Market are the switches of the jobs routes.
type Market struct {
	// Result is the form of a MIDI result: "notes" (also ""), "mid" (the
	// address of a .mid file) or "unknown" (nothing a client knows).
	Result string `json:"result,omitempty"`
	// Refunded ends failing tasks with code 400, "try again later" and the
	// credits back, as upstream failures do.
	Refunded bool `json:"refunded,omitempty"`
}

// Callback are the switches of callbacks.
type Callback struct {
	Layout string `json:"layout,omitempty"` // where the id of a MIDI task sits: A, B, C or D; "" means B, for sunoapi A
	// RemovalInfo says vocal_removal_info instead of vocal_separation_info.
	RemovalInfo  bool     `json:"removalInfo,omitempty"`
	Duplicates   int      `json:"duplicates,omitempty"`   // deliveries after the first
	BeforeAnswer bool     `json:"beforeAnswer,omitempty"` // finish and deliver before the POST is answered
	Drop         bool     `json:"drop,omitempty"`         // deliver nothing
	Signature    string   `json:"signature,omitempty"`    // "" or "off", "on", "wrong"
	Key          string   `json:"key,omitempty"`          // webhook key, needed for "on"
	Retry        Duration `json:"retry,omitempty"`        // pause before each of 3 retries; 0 means 2 s
	Anywhere     bool     `json:"anywhere,omitempty"`     // call back, and fetch fileUrl, beyond loopback addresses
}

// Errors are the switches of refusals.
type Errors struct {
	// Status gives refusals their code as HTTP status; without it they come
	// inside HTTP 200, except 429 and those of the upload host.
	Status bool `json:"status,omitempty"`
	// RateLimit is how many tasks are accepted in 10 s; 0 means 20, negative
	// no limit.
	RateLimit int `json:"rateLimit,omitempty"`
	// Unknown is the answer to an unknown id: "null" (also "") is data null
	// (code 422 on the jobs route), "404" is code 404.
	Unknown string `json:"unknown,omitempty"`
}

// Expiry is how long things are kept; 0 means as documented.
type Expiry struct {
	Uploads Duration `json:"uploads,omitempty"` // documented: 24 h
	Records Duration `json:"records,omitempty"` // documented: 14 days
	Files   Duration `json:"files,omitempty"`   // stems and results; documented: 14 days
	Links   Duration `json:"links,omitempty"`   // temporary links; documented: 20 minutes
}

// Things a Fault can do to an answer.
const (
	DoError    = "error"    // refuse with Code, before anything happened
	DoHTML     = "html"     // HTTP 502 and a page, before anything happened
	DoRefuse   = "refuse"   // close the connection before anything happened
	DoLost     = "lost"     // do it all, charge too, then close without an answer
	DoTruncate = "truncate" // half the body, ended as if it were whole
	DoCut      = "cut"      // half the body, then the connection breaks
	DoSlow     = "slow"     // the body in 16 pieces with Pause before each
	DoEmpty    = "empty"    // HTTP 200 and no body
	DoLoop     = "loop"     // a redirect to itself
	DoOversize = "oversize" // HTTP 200 and more than any client should read
)

// What can be wrong with the host of stems.
const (
	HostRefused = "refused" // nobody listens there
	HostUnknown = "unknown" // its name leads nowhere
	HostTLS     = "tls"     // it does not speak TLS though its address says so
	HostShort   = "short"   // it announces more than it sends
	HostFile    = "file"    // it redirects to a file: address
	HostPrivate = "private" // it redirects into a private network
	HostLoop    = "loop"    // it redirects to itself
	HostEndless = "endless" // it announces nothing and sends without an end
	HostHuge    = "huge"    // it announces a terabyte
)

// Fault is a mishap of one route.
type Fault struct {
	Method string   `json:"method,omitempty"` // "" means any
	Path   string   `json:"path"`             // exact, or a prefix when it ends in "*"
	Skip   int      `json:"skip,omitempty"`   // requests that go well first
	Times  int      `json:"times,omitempty"`  // requests hit after that; 0 means all
	Do     string   `json:"do"`               // one of the Do… constants
	Code   int      `json:"code,omitempty"`   // for DoError; for DoHTML the HTTP status, 0 means 502
	Msg    string   `json:"msg,omitempty"`    // for DoError; "" means the usual text of Code
	Pause  Duration `json:"pause,omitempty"`  // for DoSlow
}

var hosts = []string{"", HostRefused, HostUnknown, HostTLS, HostShort, HostFile, HostPrivate, HostLoop, HostEndless, HostHuge}

// maxScript bounds what ReadScript reads.
const maxScript = 1 << 20

// ReadScript reads a script as strict JSON: fields it does not know are
// refused, durations are text like "150ms". The result has passed Check.
func ReadScript(r io.Reader) (Script, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxScript+1))
	if err != nil {
		return Script{}, fmt.Errorf("read script: %w", err)
	}
	if len(data) > maxScript {
		return Script{}, errors.New("the script is larger than 1 MiB")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var s Script
	if err := dec.Decode(&s); err != nil {
		return Script{}, fmt.Errorf("the script is not valid: %s", scriptProblem(err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return Script{}, errors.New("the script is not valid: there is more text after its end")
	}
	if err := s.Check(); err != nil {
		return Script{}, fmt.Errorf("the script is not valid: %w", err)
	}
	return s, nil
}

func scriptProblem(err error) string {
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return "there is no switch called " + name
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// Check returns an error that names the first switch with a value that means
// nothing, or nil.
func (s Script) Check() error {
	for _, c := range []struct {
		name, value string
		allowed     []string
	}{
		{"userAgent", s.UserAgent, []string{"", "browser", "off"}},
		{"separation.flag", s.Separation.Flag, []string{"", flagCreate, flagAudio, flagCallback}},
		{"separation.host", s.Separation.Host, hosts},
		{"midi.empty", s.MIDI.Empty, []string{"", "whole", "all"}},
		{"midi.emptyAs", s.MIDI.EmptyAs, []string{"", "instruments", "object", "null"}},
		{"generation.flag", s.Generation.Flag, []string{"", flagCreate, flagAudio, flagCallback, flagWord}},
		{"market.result", s.Market.Result, []string{"", "notes", "mid", "unknown"}},
		{"callback.layout", s.Callback.Layout, []string{"", "A", "B", "C", "D"}},
		{"callback.signature", s.Callback.Signature, []string{"", "off", "on", "wrong"}},
		{"errors.unknown", s.Errors.Unknown, []string{"", "null", "404"}},
	} {
		if !slices.Contains(c.allowed, c.value) {
			return fmt.Errorf("%s cannot be %q; it is one of %q", c.name, c.value, c.allowed)
		}
	}
	return s.checkRest()
}

func (s Script) checkRest() error {
	for _, name := range s.Separation.Silent {
		if !slices.Contains(stemNames, name) {
			return fmt.Errorf("separation.silent: there is no stem called %q", name)
		}
	}
	if f := s.MIDI.Flag; f != 0 && f != 2 && f != 3 {
		return fmt.Errorf("midi.flag cannot be %d; it is 0, 2 or 3", f)
	}
	if s.Callback.Signature == "on" && s.Callback.Key == "" {
		return errors.New("callback.signature is on, so callback.key must be set")
	}
	if min(s.Separation.FlagTimes, s.MIDI.FlagTimes, s.MIDI.Partial, s.Generation.Code, s.Callback.Duplicates) < 0 {
		return errors.New("a count cannot be negative")
	}
	for i, f := range s.Faults {
		if err := f.check(); err != nil {
			return fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	return nil
}

func (f Fault) check() error {
	known := []string{DoError, DoHTML, DoRefuse, DoLost, DoTruncate, DoCut, DoSlow, DoEmpty, DoLoop, DoOversize}
	switch {
	case !strings.HasPrefix(f.Path, "/"):
		return fmt.Errorf("path %q must start with a slash", f.Path)
	case !slices.Contains(known, f.Do):
		return fmt.Errorf("do cannot be %q; it is one of %q", f.Do, known)
	case f.Do == DoError && (f.Code < 100 || f.Code > 999):
		return errors.New("do \"error\" needs a code between 100 and 999")
	case f.Do == DoHTML && f.Code != 0 && (f.Code < 200 || f.Code > 599):
		return errors.New("do \"html\" needs an HTTP status between 200 and 599")
	case f.Skip < 0 || f.Times < 0:
		return errors.New("skip and times cannot be negative")
	}
	return nil
}

// strict reports whether unknown fields are refused.
func (s Script) strict() bool { return s.Strict == nil || *s.Strict }
