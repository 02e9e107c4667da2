package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"partlift/backend/relay"
)

// refusal is an answer other than 200.
type refusal struct {
	code int
	text string
}

// Error is the text of the answer.
func (r *refusal) Error() string { return r.text }

var (
	errUnknown   = &refusal{http.StatusNotFound, "no such channel"}
	errNotJSON   = &refusal{http.StatusBadRequest, "the body is not JSON"}
	errBroken    = &refusal{http.StatusBadRequest, "the body did not arrive"}
	errLarge     = &refusal{http.StatusRequestEntityTooLarge, "the body is too large"}
	errEncoded   = &refusal{http.StatusUnsupportedMediaType, "send the body without content encoding"}
	errQuota     = &refusal{http.StatusTooManyRequests, "the channel's mailbox is full"}
	errRate      = &refusal{http.StatusTooManyRequests, "too many callbacks for this channel"}
	errUnsigned  = &refusal{http.StatusUnauthorized, "the signature is missing or wrong"}
	errCrowded   = &refusal{http.StatusServiceUnavailable, "too much at one time"}
	errStore     = &refusal{http.StatusServiceUnavailable, "not stored, try again"}
	errDiskSpace = &refusal{http.StatusInsufficientStorage, "not stored, there is no space"}
)

// deposit takes a callback: POST /cb/{channel}/{token}.
func (h *Hub) deposit(w http.ResponseWriter, r *http.Request) {
	began := h.cfg.Now()
	err := h.take(w, r)
	code := http.StatusOK
	if err != nil {
		code = h.refuse(w, err)
	} else {
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte("{\"ok\":true}\n"))
	}
	h.count.callback(code, h.cfg.Now().Sub(began))
}

// refuse answers with what err says and returns the code.
func (h *Hub) refuse(w http.ResponseWriter, err error) int {
	var no *refusal
	if !errors.As(err, &no) {
		no = errStore
	}
	if no.code == http.StatusTooManyRequests || no.code >= 500 {
		w.Header().Set("Retry-After", "5")
	}
	http.Error(w, no.text, no.code)
	return no.code
}

func (h *Hub) take(w http.ResponseWriter, r *http.Request) error {
	channel, token := r.PathValue("channel"), r.PathValue("token")
	if !relay.IsChannelID(channel) || !relay.IsToken(token) {
		return errUnknown
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.cfg.Limits.BodyTime+h.cfg.Limits.StoreTime)
	defer cancel()
	rec, err := h.store.Channel(ctx, channel)
	switch {
	case errors.Is(err, ErrNone):
		return errUnknown
	case err != nil:
		h.cfg.Log.Warn("channel not read", "channel", short(channel), "err", err)
		return errStore
	case !h.rates.callback(channel, h.cfg.Now()):
		return errRate
	case h.cfg.Crammed():
		return errDiskSpace
	}
	body, release, err := h.read(w, r)
	defer release()
	if err != nil {
		return err
	}
	if !json.Valid(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))) {
		return errNotJSON
	}
	d := relay.Delivery{Token: token, Received: h.cfg.Wall(), Headers: kept(r.Header), Body: body}
	if d.Signature, err = checkSignature(rec.WebhookKey, r.Header, body, d.Received); err != nil {
		h.cfg.Log.Warn("callback refused", "channel", short(channel), "err", err)
		return errUnsigned
	}
	return h.keep(ctx, channel, rec, d)
}

// keep seals and stores.
func (h *Hub) keep(ctx context.Context, channel string, rec Record, d relay.Delivery) error {
	id := relay.LetterID(channel, d.Token, d.Body)
	sealed, err := relay.SealLetter(rec.Public, d)
	if errors.Is(err, relay.ErrLetter) {
		return errBroken
	} else if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, h.cfg.Limits.StoreTime)
	defer cancel()
	room, err := h.tallies.room(ctx, h, channel, id, len(sealed))
	if err != nil {
		return err
	}
	if !room {
		return errQuota
	}
	sum := sha256.Sum256(sealed)
	seq, known, err := h.store.Put(ctx, channel, Letter{
		ID: id, Received: d.Received, Size: len(sealed), Sum: hex.EncodeToString(sum[:]),
	}, sealed)
	switch {
	case errors.Is(err, ErrFull):
		return errQuota
	case errors.Is(err, ErrNoSpace):
		h.cfg.Log.Error("callback not stored: no space", "channel", short(channel), "bytes", len(sealed))
		return errDiskSpace
	case err != nil:
		h.cfg.Log.Error("callback not stored", "channel", short(channel), "bytes", len(sealed), "err", err)
		return errStore
	}
	h.count.stored(known, len(sealed))
	if !known {
		h.tallies.add(channel, seq, id, len(sealed))
	}
	h.cfg.Log.Info("callback stored", "channel", short(channel), "seq", seq, "bytes", len(d.Body), "known", known)
	return nil
}

// read reads the body. release gives the memory it was granted back.
func (h *Hub) read(w http.ResponseWriter, r *http.Request) (body []byte, release func(), err error) {
	limit := int64(h.cfg.Limits.Body)
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, func() {}, errEncoded
	}
	if r.ContentLength > limit {
		return nil, func() {}, errLarge
	}
	http.NewResponseController(w).SetReadDeadline(h.cfg.Now().Add(h.cfg.Limits.BodyTime))
	grant := h.load.reader(http.MaxBytesReader(w, r.Body, limit))
	body, err = io.ReadAll(grant)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		err = errLarge
	case errors.Is(err, errCrowded):
		err = errCrowded
	case err != nil:
		err = errBroken
	}
	return body, grant.release, err
}

// kept picks the headers that the client gets to see.
func kept(in http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range in {
		if (name == "Content-Type" || strings.HasPrefix(name, "X-Webhook-")) && len(values) > 0 && len(out) < 16 {
			out[name] = values[0]
		}
	}
	return out
}

// short is enough of a channel's id to find it in a log and too little to
// deposit there.
func short(channel string) string { return channel[:min(8, len(channel))] }
