package kiesim

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
)

// maxJSON bounds JSON requests; the largest carries a file of 10 MB as base64.
const maxJSON = 32 << 20

// object is a JSON object as it came, field by field.
type object map[string]json.RawMessage

// object reads the request's JSON body.
func (c *call) object() (object, error) {
	if t, _, err := mime.ParseMediaType(c.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return nil, refusal{400, "Content-Type must be application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, c.Body, maxJSON))
	if err != nil {
		return nil, refusal{400, "The body could not be read"}
	}
	c.body = body
	var o object
	if err := json.Unmarshal(body, &o); err != nil || o == nil {
		return nil, refusal{400, "The body is not a JSON object"}
	}
	return o, nil
}

// only refuses fields that are not allowed. encoding/json would take a field
// in the wrong case for the right one; the real service does not.
func (s *Sim) only(c *call, o object, allowed ...string) error {
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(allowed, name) {
			unknown = append(unknown, name)
		}
	}
	c.unknown = append(c.unknown, unknown...)
	if len(unknown) > 0 && s.script.strict() {
		return refusal{422, fmt.Sprintf("Unknown parameter: %s", unknown[0])}
	}
	return nil
}

// has reports whether the field is there and not null.
func (o object) has(name string) bool {
	raw, ok := o[name]
	return ok && string(raw) != "null"
}

// text returns a field that must be a string, "" when it is not there.
func (o object) text(name string) (string, error) {
	if !o.has(name) {
		return "", nil
	}
	var v string
	if json.Unmarshal(o[name], &v) != nil {
		return "", refusal{422, name + " must be a string"}
	}
	return v, nil
}

// texts returns several string fields at once, in the order asked for.
func (o object) texts(names ...string) ([]string, error) {
	out := make([]string, len(names))
	for i, name := range names {
		v, err := o.text(name)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// flag returns a field that must be there and be a boolean.
func (o object) flag(name string) (bool, error) {
	var v bool
	if !o.has(name) {
		return false, refusal{422, "Please enter " + name}
	}
	if json.Unmarshal(o[name], &v) != nil {
		return false, refusal{422, name + " must be a boolean"}
	}
	return v, nil
}

// weight checks a field that, when there, must be a number from 0 to 1.
func (o object) weight(name string) error {
	var v float64
	if !o.has(name) {
		return nil
	}
	if json.Unmarshal(o[name], &v) != nil || v < 0 || v > 1 {
		return refusal{422, name + " must be a number between 0 and 1"}
	}
	return nil
}

// callback returns callBackUrl, which every task needs.
func (s *Sim) callback(o object) (string, error) {
	v, err := o.text("callBackUrl")
	if err != nil {
		return "", err
	}
	if v == "" {
		if s.profile == ProfileSunoAPI {
			return "", refusal{400, "Please enter callBackUrl."}
		}
		return "", refusal{422, "Please enter callBackUrl"}
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", refusal{422, "callBackUrl is not a valid URL"}
	}
	return v, nil
}
