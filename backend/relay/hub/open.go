package hub

import (
	"crypto/ecdh"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"partlift/backend/relay"
)

var (
	errRequest = &refusal{http.StatusBadRequest, "not a request to open a channel"}
	errInvite  = &refusal{http.StatusForbidden, "the invitation is missing or wrong"}
	errOpens   = &refusal{http.StatusTooManyRequests, "too many channels from this address"}
)

// open makes a channel known: POST /v1/channels. Doing so again changes
// nothing, since the id follows from the key.
func (h *Hub) open(w http.ResponseWriter, r *http.Request) {
	id, made, err := h.register(w, r)
	if err != nil {
		h.count.opened(h.refuse(w, err))
		return
	}
	code := http.StatusOK
	if made {
		code = http.StatusCreated
		h.cfg.Log.Info("channel opened", "channel", short(id))
	}
	h.count.opened(code)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(relay.OpenAnswer{Channel: id})
}

func (h *Hub) register(w http.ResponseWriter, r *http.Request) (id string, made bool, err error) {
	if !h.rates.dial(h.address(r), h.cfg.Now()) {
		return "", false, errOpens
	}
	http.NewResponseController(w).SetReadDeadline(h.cfg.Now().Add(relay.AuthWithin))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, relay.MaxFrame))
	if err != nil {
		return "", false, errRequest
	}
	var q relay.OpenRequest
	if json.Unmarshal(body, &q) != nil || q.Version != relay.Version {
		return "", false, errRequest
	}
	if _, err := ecdh.X25519().NewPublicKey(q.Public); err != nil {
		return "", false, errRequest
	}
	if h.cfg.Invite != "" && !same(q.Invite, h.cfg.Invite) {
		return "", false, errInvite
	}
	id = relay.ChannelID(q.Public)
	_, err = h.store.Channel(r.Context(), id)
	if err == nil || !errors.Is(err, ErrNone) {
		return id, false, err
	}
	if h.cfg.Invite == "" && !h.rates.open(h.address(r), h.cfg.Now()) {
		return "", false, errOpens
	}
	rec := Record{Public: q.Public, Seen: h.cfg.Wall().Unix()}
	return id, true, h.store.SaveChannel(r.Context(), id, rec)
}

// same compares secrets in a time that tells nothing about them.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
