package hub

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"partlift/backend/relay"
)

// The headers of a stored letter.
const (
	headID       = "Letter-Id"
	headReceived = "Letter-Received" // Unix milliseconds
	headSize     = "Letter-Size"
	headSum      = "Letter-Sum"
	headPieces   = "Letter-Pieces"  // sequence numbers; absent if the bytes are here
	headAttempt  = "Letter-Attempt" // names the pieces' subject
)

// tryFor is how long one request to the store may take before it is sent
// again. A cluster that has lost its leader answers nothing for some seconds.
const tryFor = 2 * time.Second

// Put stores a letter. Each attempt seals again, so pieces of two attempts must
// never mix: an attempt has its own subject, and only the last message, which
// lists the sequence numbers of its pieces, carries the letter's id.
func (j *Jet) Put(ctx context.Context, channel string, l Letter, sealed []byte) (uint64, bool, error) {
	m := &nats.Msg{Subject: j.subject("letter", channel), Header: nats.Header{}}
	m.Header.Set(jetstream.MsgIDHeader, channel+"/"+l.ID)
	m.Header.Set(headID, l.ID)
	m.Header.Set(headReceived, strconv.FormatInt(l.Received.UnixMilli(), 10))
	m.Header.Set(headSize, strconv.Itoa(len(sealed)))
	m.Header.Set(headSum, l.Sum)
	if len(sealed) <= Piece {
		m.Data = sealed
	} else {
		attempt := rand.Text()
		pieces, err := j.putPieces(ctx, channel, attempt, sealed)
		if err != nil {
			return 0, false, err
		}
		m.Header.Set(headAttempt, attempt)
		m.Header.Set(headPieces, pieces)
	}
	ack, err := j.publish(ctx, m)
	if err != nil {
		return 0, false, err
	}
	if !ack.Duplicate {
		j.bell(channel, ack.Sequence)
	}
	return ack.Sequence, ack.Duplicate, nil
}

// putPieces stores the pieces and returns their sequence numbers.
func (j *Jet) putPieces(ctx context.Context, channel, attempt string, sealed []byte) (string, error) {
	var seqs []string
	for i := 0; len(sealed) > 0; i++ {
		n := min(Piece, len(sealed))
		m := &nats.Msg{Subject: j.subject("piece", channel) + "." + attempt, Header: nats.Header{}, Data: sealed[:n]}
		m.Header.Set(jetstream.MsgIDHeader, attempt+"/"+strconv.Itoa(i))
		ack, err := j.publish(ctx, m)
		if err != nil {
			return "", err
		}
		seqs = append(seqs, strconv.FormatUint(ack.Sequence, 10))
		sealed = sealed[n:]
	}
	return strings.Join(seqs, ","), nil
}

// bell tells all hubs on this store. It is a hint: a lost one costs a client
// nothing but time until the next.
func (j *Jet) bell(channel string, seq uint64) {
	if err := j.nc.Publish(j.subject("bell", channel), strconv.AppendUint(nil, seq, 10)); err != nil {
		j.s.Log.Warn("bell not rung", "err", err)
	}
}

// publish stores a message, trying again until ctx ends. Doing so is safe: what
// must not be stored twice has a message id.
func (j *Jet) publish(ctx context.Context, m *nats.Msg) (*jetstream.PubAck, error) {
	for {
		try, cancel := context.WithTimeout(ctx, tryFor)
		ack, err := j.js.PublishMsg(try, m, jetstream.WithRetryAttempts(0))
		cancel()
		if err == nil {
			return ack, nil
		}
		if final := refused(err); final != nil {
			return nil, final
		}
		t := time.NewTimer(100 * time.Millisecond)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil, fmt.Errorf("store a message: %w", err)
		case <-t.C:
		}
	}
}

// refused is the error for what the stream will not take however often it is
// asked, nil for anything that may pass.
func refused(err error) error {
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return nil
	}
	switch {
	case strings.Contains(api.Description, "per subject"):
		return ErrFull
	case strings.Contains(api.Description, "maximum"), strings.Contains(api.Description, "resource"),
		strings.Contains(api.Description, "no space"), strings.Contains(api.Description, "too large"):
		return fmt.Errorf("%w: %s", ErrNoSpace, api.Description)
	}
	return nil
}

// Next reads the first letter after a sequence number. A message that is no
// letter is passed over: it must not hold up the others.
func (j *Jet) Next(ctx context.Context, channel string, after uint64) (Letter, error) {
	for {
		m, err := j.letters.GetMsg(ctx, after+1, jetstream.WithGetMsgSubject(j.subject("letter", channel)))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return Letter{}, ErrNone
		}
		if err != nil {
			return Letter{}, fmt.Errorf("read a letter: %w", err)
		}
		l, pieces, err := parseHead(m.Header, m.Data)
		if err != nil {
			j.s.Log.Error("stored message is no letter", "seq", m.Sequence, "err", err)
			after = m.Sequence
			continue
		}
		l.Seq = m.Sequence
		l.Part = func(context.Context, int) ([]byte, error) { return m.Data, nil }
		if len(pieces) > 0 {
			subject := j.subject("piece", channel) + "." + m.Header.Get(headAttempt)
			l.Part = func(ctx context.Context, i int) ([]byte, error) { return j.piece(ctx, subject, pieces[i]) }
		}
		return l, nil
	}
}

func (j *Jet) piece(ctx context.Context, subject string, seq uint64) ([]byte, error) {
	m, err := j.letters.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && m.Subject != subject {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("read a piece: %w", err)
	}
	return m.Data, nil
}

// parseHead reads a stored letter's headers, and the sequence numbers of its
// pieces if its bytes are not in the message.
func parseHead(h nats.Header, data []byte) (l Letter, pieces []uint64, err error) {
	bad := func(what string) (Letter, []uint64, error) {
		return Letter{}, nil, fmt.Errorf("read a letter: bad %s", what)
	}
	ms, err := strconv.ParseInt(h.Get(headReceived), 10, 64)
	if err != nil {
		return bad("time")
	}
	size, err := strconv.Atoi(h.Get(headSize))
	if err != nil || size <= 0 || size > relay.MaxSealed {
		return bad("size")
	}
	for name, n := range map[string]int{headID: 16, headSum: 32} {
		if b, err := hex.DecodeString(h.Get(name)); err != nil || len(b) != n {
			return bad(name)
		}
	}
	l = Letter{ID: h.Get(headID), Received: time.UnixMilli(ms), Size: size, Sum: h.Get(headSum), Parts: 1}
	list := h.Get(headPieces)
	if list == "" {
		if len(data) != size {
			return bad("length")
		}
		return l, nil, nil
	}
	for text := range strings.SplitSeq(list, ",") {
		seq, err := strconv.ParseUint(text, 10, 64)
		if err != nil || len(pieces) > relay.MaxSealed/Piece {
			return bad("list of pieces")
		}
		pieces = append(pieces, seq)
	}
	l.Parts = len(pieces)
	return l, pieces, nil
}

// Delete forgets a letter and then its pieces. What a crash leaves of these is
// swept.
func (j *Jet) Delete(ctx context.Context, channel string, seq uint64) error {
	m, err := j.letters.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		m = nil // gone, or a replica has not caught up: the delete decides
	} else if err != nil {
		return fmt.Errorf("delete a letter: %w", err)
	} else if m.Subject != j.subject("letter", channel) {
		return fmt.Errorf("delete a letter: %d is another channel's", seq)
	}
	if err := j.erase(ctx, seq); err != nil {
		return err
	}
	if m == nil || m.Header.Get(headPieces) == "" {
		return nil
	}
	return j.purge(ctx, j.subject("piece", channel)+"."+m.Header.Get(headAttempt))
}

func (j *Jet) erase(ctx context.Context, seq uint64) error {
	err := j.letters.DeleteMsg(ctx, seq)
	// The client gives this error's code as text only.
	if err == nil || strings.Contains(err.Error(), "no message found") || strings.Contains(err.Error(), "not found") {
		return nil
	}
	return fmt.Errorf("delete a letter: %w", err)
}

func (j *Jet) purge(ctx context.Context, subject string) error {
	if err := j.letters.Purge(ctx, jetstream.WithPurgeSubject(subject)); err != nil {
		return fmt.Errorf("delete a letter's pieces: %w", err)
	}
	return nil
}
