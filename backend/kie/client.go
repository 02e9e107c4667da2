package kie

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"partlift/backend/say"
)

// Client makes the requests. The zero values of all fields but Profile and Key
// are usable. It is safe for concurrent use.
type Client struct {
	Profile   Profile
	Key       string
	HTTP      *http.Client // nil: the standard transport
	UserAgent string       // "": Partlift's own; file hosts refuse clients without one
	Limits    *Limits      // nil: unlimited
	// After is time.After unless a test sets it; every pause goes through it.
	After func(time.Duration) <-chan time.Time
	// MaxFile is the most bytes that a download may have; 0 means 512 MiB.
	MaxFile int64
	// Timeout limits a whole JSON request, and silence during an upload (five
	// times as long) or a download; 0 means a minute.
	Timeout time.Duration
}

// Format prints which service the client talks to, whatever the verb: the key
// must not end up in a log.
func (c Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "kie.Client(%s)", c.Profile.Name) }

// LogValue keeps the key out of structured logs.
func (c Client) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

func (c *Client) after(d time.Duration) <-chan time.Time {
	if c.After != nil {
		return c.After(d)
	}
	return time.After(d)
}

func (c *Client) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return time.Minute
}

func (c *Client) maxFile() int64 {
	if c.MaxFile > 0 {
		return c.MaxFile
	}
	return 512 << 20
}

func (c *Client) agent() string {
	if c.UserAgent != "" {
		return c.UserAgent
	}
	return "Partlift/1.0"
}

// pause waits for about d, a quarter more at most, so that many clients that
// failed together do not come back together.
func (c *Client) pause(ctx context.Context, d time.Duration) error {
	d += time.Duration(rand.Int64N(int64(d)/4 + 1))
	select {
	case <-c.after(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take waits until the limits allow one more request.
func (c *Client) take(ctx context.Context, which limit) error {
	if c.Limits == nil || which == limitNone {
		return ctx.Err()
	}
	l := c.Limits.polls
	if which == limitTasks {
		l = c.Limits.tasks
	}
	return c.Limits.wait(ctx, l, c.after)
}

// http returns the client for one request. Redirects of reads are followed
// without the key once they leave the host; those of writes are not followed,
// as a request that costs credits must not be made twice.
func (c *Client) http() *http.Client {
	h := http.Client{}
	if c.HTTP != nil {
		h = *c.HTTP
	}
	h.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		first := via[0]
		if req.URL.Scheme != "https" && req.URL.Scheme != "http" {
			return errScheme
		}
		if len(via) >= 5 || first.Method != http.MethodGet {
			return http.ErrUseLastResponse
		}
		req.Header.Del("Referer")
		if req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme {
			req.Header.Del("Authorization")
		}
		return nil
	}
	return &h
}

// address joins a base and a path.
func address(base, path string, query url.Values) (string, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(base), "/") + path)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", &Error{
			Kind: KindInvalid, Message: say.Of("The service's address is not valid."),
			Hint: say.Of("Enter it in the settings like this: https://api.example.com."),
		}
	}
	if len(query) > 0 {
		u.RawQuery = query.Encode()
	}
	return u.String(), nil
}
