package kie

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// Headers of a signed callback.
const (
	HeaderTimestamp = "X-Webhook-Timestamp" // Unix seconds
	HeaderSignature = "X-Webhook-Signature" // see Sign
)

// Errors of VerifySignature.
var (
	ErrUnsigned  = errors.New("callback carries no signature")
	ErrStale     = errors.New("callback signature is too old or from the future")
	ErrSignature = errors.New("callback signature does not match")
)

// Sign returns the signature of a callback about taskID sent at a time:
// base64 of HMAC-SHA256 over "taskID.unixSeconds".
func Sign(key, taskID string, at time.Time) string {
	return base64.StdEncoding.EncodeToString(mac(key, taskID, strconv.FormatInt(at.Unix(), 10)))
}

func mac(key, taskID, stamp string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(taskID + "." + stamp))
	return m.Sum(nil)
}

// VerifySignature checks a callback's headers against every candidate id of
// its body. With an empty key everything passes, as the service signs only for
// accounts that have made one. A tolerance of 0 or less skips the clock check.
// The signature does not cover the body: a valid one proves the sender of some
// callback about this task, not these notes.
func VerifySignature(key string, header http.Header, ids []string, now time.Time, tolerance time.Duration) error {
	if key == "" {
		return nil
	}
	stamp, text := header.Get(HeaderTimestamp), header.Get(HeaderSignature)
	if stamp == "" || text == "" {
		return ErrUnsigned
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return ErrSignature
	}
	if d := now.Sub(time.Unix(seconds, 0)); tolerance > 0 && (d > tolerance || d < -tolerance) {
		return ErrStale
	}
	got, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ErrSignature
	}
	matched := false
	for _, id := range ids {
		if hmac.Equal(got, mac(key, id, stamp)) {
			matched = true
		}
	}
	if !matched {
		return ErrSignature
	}
	return nil
}
