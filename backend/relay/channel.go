package relay

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"partlift/backend/say"
)

// Channel is one installation's mailbox at a hub.
type Channel struct {
	Hub    string // address, as cleaned by HubAddress
	Secret Secret
}

// HubAddress cleans what a person typed: https is assumed, a slash at the end
// dropped. It returns an *Error of KindAddress for what cannot be an address.
func HubAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s != "" && !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return "", notHub(errors.New("not an address"))
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
		return "", notHub(errors.New("not an address of a hub"))
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), nil
}

// NewChannel makes a secret and opens its channel at a hub. invite is "" at a
// hub that is open to everybody. Errors are *Error.
func NewChannel(ctx context.Context, hub, invite string) (Channel, error) {
	hub, err := HubAddress(hub)
	if err != nil {
		return Channel{}, err
	}
	secret, err := NewSecret(nil)
	if err != nil {
		return Channel{}, err
	}
	c := Channel{Hub: hub, Secret: secret}
	return c, c.Open(ctx, nil, invite)
}

// Open makes the hub know the channel; it may be called again. client nil is
// one of its own with a limit of 30 s.
func (c Channel) Open(ctx context.Context, client *http.Client, invite string) error {
	if client == nil {
		client = &http.Client{Timeout: 30 * time.Second}
	}
	body, err := json.Marshal(OpenRequest{Version: Version, Public: c.Secret.Public(), Invite: invite})
	if err != nil {
		return fmt.Errorf("open a channel: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Hub+"/v1/channels", bytes.NewReader(body))
	if err != nil {
		return notHub(errors.New("not an address"))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return offline(plain(err))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, MaxFrame))
	if err != nil {
		return offline(plain(err))
	}
	return opened(resp.StatusCode, answer, c.Secret.ID())
}

// opened judges the answer to an OpenRequest.
func opened(code int, answer []byte, id string) error {
	cause := fmt.Errorf("open a channel: answer %d", code)
	switch {
	case code == http.StatusForbidden:
		return &Error{
			Kind: KindInvite, Message: say.Of("The relay does not let this computer in."),
			Hint: say.Of("Ask whoever runs the relay for the invitation, and enter it with the address."), Err: cause,
		}
	case code == http.StatusTooManyRequests, code >= 500:
		return busy(cause)
	case code != http.StatusOK && code != http.StatusCreated:
		return notHub(cause)
	}
	var r OpenAnswer
	if json.Unmarshal(answer, &r) != nil || r.Channel != id {
		return notHub(errors.New("open a channel: not the answer of a hub"))
	}
	return nil
}

// OpenRequest is the body that opens a channel.
type OpenRequest struct {
	Version int    `json:"version"`
	Public  []byte `json:"public"`
	Invite  string `json:"invite,omitempty"`
}

// OpenAnswer is the answer to it.
type OpenAnswer struct {
	Channel string `json:"channel"`
}

// CallbackURL is the address at which the service may deposit a task's result.
// It reads nothing. The token must satisfy IsToken.
func (c Channel) CallbackURL(token string) string {
	return c.Hub + "/cb/" + c.Secret.ID() + "/" + token
}

// socket is the address of the hub's WebSocket.
func (c Channel) socket() string {
	return "ws" + strings.TrimPrefix(c.Hub, "http") + "/v1/socket"
}

// String names the channel without its secret.
func (c Channel) String() string { return "channel at " + c.Hub }

// GoString names the channel without its secret.
func (c Channel) GoString() string { return c.String() }

// LogValue names the channel without its secret.
func (c Channel) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Key is the whole channel as text, its secret included, for a keychain. See
// ParseChannel.
func (c Channel) Key() string {
	return c.Hub + "#" + base64.RawURLEncoding.EncodeToString(c.Secret[:])
}

// ParseChannel reads what Key wrote.
func ParseChannel(key string) (Channel, error) {
	hub, text, ok := strings.Cut(key, "#")
	secret, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(secret) != 32 {
		return Channel{}, errors.New("read a channel: not a channel's key")
	}
	hub, err = HubAddress(hub)
	if err != nil {
		return Channel{}, err
	}
	return Channel{Hub: hub, Secret: Secret(secret)}, nil
}

// plain takes the address out of an error of net/http: it may hold a token.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
