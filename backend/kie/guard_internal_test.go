package kie

import (
	"net/netip"
	"testing"
)

func TestAddressesOfTheInternet(t *testing.T) {
	for _, in := range []string{
		"127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
		"100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.19.255.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1", "fc00::1", "fdff::1", "fec0::1",
		"ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001::1", "2001:db8::1", "100::1",
	} {
		if public(netip.MustParseAddr(in)) {
			t.Errorf("%s counts as an address of the internet", in)
		}
	}
	for _, out := range []string{"1.1.1.1", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.169.0.1", "198.20.0.1", "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::101:101", "2002:101:101::1", "::ffff:1.1.1.1"} {
		if !public(netip.MustParseAddr(out)) {
			t.Errorf("%s counts as inside", out)
		}
	}
	for _, bad := range []string{"", "x", "1.1.1.1", "localhost:80", "10.0.0.1:80", "[::1]:443"} {
		if outside(bad) == nil {
			t.Errorf("%q may be dialled", bad)
		}
	}
	if outside("1.1.1.1:443") != nil || outside("[2606:4700::1111]:443") != nil {
		t.Error("addresses of the internet may not be dialled")
	}
}
