package kie

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

var (
	errInside = errors.New("the address leads into a private network")
	errScheme = errors.New("the address is neither http nor https")
)

// files returns the client for downloads. The service names their addresses, so
// they are not trusted: each is looked at when it is dialled, after its name was
// resolved, also those that redirects lead to. Where the API itself is inside,
// as the simulator is, so may its files be.
func (c *Client) files() *http.Client {
	h := c.http()
	if c.inside() {
		return h
	}
	base, ok := h.Transport.(*http.Transport)
	if h.Transport == nil {
		base, ok = http.DefaultTransport.(*http.Transport)
	}
	if !ok {
		h.Transport = guard{rest: h.Transport}
		return h
	}
	direct := base.Clone()
	direct.Proxy = nil
	direct.DisableKeepAlives = true // files come from many hosts, each once
	direct.DialContext = guarded(base.DialContext, h.Transport == nil || h.Transport == http.DefaultTransport)
	//lint:ignore SA1019 a dialer that the guard does not see must not be used
	direct.DialTLS = nil
	if base.DialTLSContext != nil {
		direct.DialTLSContext = guarded(base.DialTLSContext, false)
	}
	h.Transport = guard{rest: base, direct: direct, proxy: base.Proxy}
	return h
}

// inside reports whether the API is on this computer or in its network.
func (c *Client) inside() bool {
	u, err := url.Parse(c.Profile.APIBase)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && !public(ip)
}

// guard leaves it to its dialler where a name leads. A proxy, and a transport
// that is not the standard library's, finds that out by itself, in its own
// network; there only what is plainly inside can be refused.
type guard struct {
	rest, direct http.RoundTripper // direct may be nil
	proxy        func(*http.Request) (*url.URL, error)
}

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	by := g.direct
	if g.proxy != nil {
		if p, err := g.proxy(r); err != nil || p != nil {
			by = nil
		}
	}
	if by != nil {
		return by.RoundTrip(r)
	}
	host := strings.ToLower(strings.TrimSuffix(r.URL.Hostname(), "."))
	if ip, err := netip.ParseAddr(host); err == nil && !public(ip) || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return nil, errInside
	}
	return g.rest.RoundTrip(r)
}

type dialContext = func(ctx context.Context, network, address string) (net.Conn, error)

// guarded returns a dialler that connects to public addresses only. One of the
// caller's own is asked first and its connection looked at before it is used.
func guarded(own dialContext, standard bool) dialContext {
	if own == nil || standard {
		d := net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
			return outside(address)
		}}
		return d.DialContext
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := own(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if err := outside(conn.RemoteAddr().String()); err != nil {
			conn.Close()
			return nil, err
		}
		return conn, nil
	}
}

func outside(address string) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !public(to.Addr()) {
		return errInside
	}
	return nil
}

// reserved are the ranges that lead nowhere on the internet and that netip has
// no word for.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("fec0::/10"),
}

// Ranges of IPv6 that carry an address of IPv4, which is what counts.
var (
	nat64 = netip.MustParsePrefix("64:ff9b::/96") // how networks without IPv4 reach it
	six4  = netip.MustParsePrefix("2002::/16")
)

// public reports whether an address is one of the internet.
func public(ip netip.Addr) bool {
	ip = ip.WithZone("").Unmap()
	b := ip.As16()
	switch {
	case nat64.Contains(ip):
		ip = netip.AddrFrom4([4]byte(b[12:]))
	case six4.Contains(ip):
		ip = netip.AddrFrom4([4]byte(b[2:6]))
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, r := range reserved {
		if r.Contains(ip) {
			return false
		}
	}
	return true
}
