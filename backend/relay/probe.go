package relay

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"partlift/backend/say"
)

const (
	probeMark  = "probe-"
	probeLives = time.Minute // after that a client clears it away
)

var errProbe = errors.New("a test callback, which is not for keeping")

func isProbe(token string) bool { return strings.HasPrefix(token, probeMark) }

// Probe sends a test callback to the channel's own address and waits until it
// has come through; it returns the time that took. It may run beside Run. It
// shows that the address works from this computer's network; that the service
// can reach it as well shows only a real callback. Errors are *Error.
func (c *Client) Probe(ctx context.Context) (time.Duration, error) {
	l, _, err := c.dial(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer l.close()
	stop := context.AfterFunc(ctx, l.close)
	defer stop()
	token, began := probeMark+rand.Text(), c.Now()
	if err := c.post(ctx, token); err != nil {
		return 0, err
	}
	if err := l.await(token); err != nil {
		var e *Error
		if errors.As(err, &e) && e.Kind == KindOffline {
			e.Kind, e.Message = KindDelivered, say.Of("The relay took the test callback but did not hand it on.")
			e.Hint = say.Of("Try again; if it stays so, tell whoever runs the relay.")
		}
		return 0, err
	}
	return c.Now().Sub(began), nil
}

// post deposits a test callback.
func (c *Client) post(ctx context.Context, token string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Channel.CallbackURL(token), strings.NewReader(`{"code":200,"msg":"test"}`))
	if err != nil {
		return notHub(errors.New("not an address"))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http().Do(req)
	if err != nil {
		return offline(plain(err))
	}
	resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusOK:
		return nil
	case resp.StatusCode == http.StatusUnauthorized:
		return &Error{
			Kind: KindDelivered, Message: say.Of("The relay takes only signed callbacks on this channel, so it refused the test."),
			Hint: say.Of("That is as it should be: the address works, and a webhook key is set."), Err: errors.New("test callback: answer 401"),
		}
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500:
		return busy(fmt.Errorf("test callback: answer %d", resp.StatusCode))
	}
	return notHub(fmt.Errorf("test callback: answer %d", resp.StatusCode))
}

// await takes letters until the one with the token has come. Others are sent
// back: they belong to the client that keeps them.
func (l *link) await(token string) error {
	m := &memory{}
	for {
		f, chunk, err := l.next()
		if err != nil {
			return err
		}
		in, err := m.take(f, chunk)
		if err != nil {
			return protocol(err)
		}
		if in == nil {
			continue
		}
		d, err := l.opens.Letter(in.bytes)
		if err == nil && d.Token == token {
			return l.send(Frame{Type: TypeAck, Seq: in.frame.Seq})
		}
		if err := l.send(Frame{Type: TypeNack, Seq: in.frame.Seq}); err != nil {
			return err
		}
	}
}

// SetWebhookKey tells the hub by which key the service signs this channel's
// callbacks; "" ends the check. The hub must keep the key to check by it, so
// unlike the letters it can be read by whoever runs the hub.
func (c *Client) SetWebhookKey(ctx context.Context, key string) error {
	l, _, err := c.dial(ctx, nil)
	if err != nil {
		return err
	}
	defer l.close()
	stop := context.AfterFunc(ctx, l.close)
	defer stop()
	if err := l.send(Frame{Type: TypeConfigure, WebhookKey: key}); err != nil {
		return err
	}
	_, err = l.expect(TypeDone)
	return err
}

// http is a client for the hub's plain requests.
func (c *Client) http() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = c.TLS
	t.DisableKeepAlives = true // a request now and then; nothing is to stay open
	return &http.Client{Timeout: 30 * time.Second, Transport: t}
}
