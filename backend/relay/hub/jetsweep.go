package hub

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// orphaned is the age at which pieces without a letter are thrown away. It is
// far beyond the time a hub takes to store one.
const orphaned = time.Hour

// sweeps throws away, every now and then, pieces that a crash or a repeat has
// left without a letter.
func (j *Jet) sweeps(ctx context.Context) {
	t := time.NewTicker(orphaned / 4)
	defer t.Stop()
	for {
		if n, err := j.Sweep(ctx, orphaned); err != nil && ctx.Err() == nil {
			j.s.Log.Warn("pieces not swept", "err", err)
		} else if n > 0 {
			j.s.Log.Info("pieces swept", "letters", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Sweep throws away pieces that are older than an age and belong to no letter;
// it returns of how many attempts.
func (j *Jet) Sweep(ctx context.Context, age time.Duration) (int, error) {
	info, err := j.letters.Info(ctx, jetstream.WithSubjectFilter(j.subject("piece", ">")))
	if err != nil {
		return 0, err
	}
	used := map[string]map[string]bool{} // channel -> attempts
	swept := 0
	for subject := range info.State.Subjects {
		channel, attempt, ok := strings.Cut(strings.TrimPrefix(subject, j.subject("piece", "")), ".")
		if !ok {
			continue
		}
		m, err := j.letters.GetMsg(ctx, 1, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return swept, err
		}
		// Both times are the server's: a hub's clock may be off.
		if info.TimeStamp.Sub(m.Time) < age {
			continue
		}
		if used[channel] == nil {
			if used[channel], err = j.attempts(ctx, channel); err != nil {
				return swept, err
			}
		}
		if used[channel][attempt] {
			continue
		}
		if err := j.purge(ctx, subject); err != nil {
			return swept, err
		}
		swept++
	}
	return swept, nil
}

// attempts are those that a channel's letters consist of.
func (j *Jet) attempts(ctx context.Context, channel string) (map[string]bool, error) {
	out := map[string]bool{}
	for after := uint64(0); ; {
		m, err := j.letters.GetMsg(ctx, after+1, jetstream.WithGetMsgSubject(j.subject("letter", channel)))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out[m.Header.Get(headAttempt)] = true
		after = m.Sequence
	}
}
