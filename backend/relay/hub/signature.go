package hub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"partlift/backend/relay"
)

const tolerance = 5 * time.Minute

var errSignature = errors.New("webhook signature is missing or wrong")

// checkSignature checks a callback's X-Webhook headers: base64 of HMAC-SHA256
// over "taskID.unixSeconds". A right signature of the wrong time is let through
// as stale: a clock that is off by an hour, here or there, must lose nothing,
// and a replay is the same body for the same token or else up to the client.
func checkSignature(key string, header http.Header, body []byte, now time.Time) (relay.Signature, error) {
	if key == "" {
		return relay.SignatureNone, nil
	}
	stamp := header.Get("X-Webhook-Timestamp")
	got, err := base64.StdEncoding.DecodeString(header.Get("X-Webhook-Signature"))
	seconds, err2 := strconv.ParseInt(stamp, 10, 64)
	if err != nil || err2 != nil || len(got) != sha256.Size {
		return "", errSignature
	}
	for _, id := range taskIDs(body) {
		m := hmac.New(sha256.New, []byte(key))
		m.Write([]byte(id + "." + stamp))
		if !hmac.Equal(got, m.Sum(nil)) {
			continue
		}
		if d := now.Sub(time.Unix(seconds, 0)); d > tolerance || d < -tolerance {
			return relay.SignatureStale, nil
		}
		return relay.SignatureGood, nil
	}
	return "", errSignature
}

// taskIDs finds the task ids of a callback: the service puts them at the top,
// in data, or in data.data, under two names.
func taskIDs(body []byte) []string {
	var ids []string
	for range 3 {
		var level struct {
			A    any             `json:"task_id"`
			B    any             `json:"taskId"`
			Data json.RawMessage `json:"data"`
		}
		if json.Unmarshal(body, &level) != nil {
			return ids
		}
		for _, v := range []any{level.A, level.B} {
			switch v := v.(type) {
			case string:
				ids = append(ids, v)
			case float64:
				ids = append(ids, fmt.Sprintf("%.0f", v))
			}
		}
		body = level.Data
	}
	return ids
}
