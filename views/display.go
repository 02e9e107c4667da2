package views

import (
	"net"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// dialLimit bounds the look at a display; one on this computer answers at once.
const dialLimit = 3 * time.Second

// NoDisplay says why no window can be shown, given the values of DISPLAY and
// WAYLAND_DISPLAY, and what to do; "" where one can.
func NoDisplay(display, wayland string) string {
	if runtime.GOOS != "linux" || Reachable(display, wayland) {
		return ""
	}
	return "There is no display here: start Partlift on the desktop, over ssh -X, or unseen with xvfb-run -a; lift does the same work without a window."
}

// Reachable reports whether a window can be shown on Linux, given the values of
// DISPLAY and WAYLAND_DISPLAY. The toolkit itself would end in a panic, which
// tells nobody what to do.
func Reachable(display, wayland string) bool {
	if wayland != "" && !onlyX11 {
		return true
	}
	for _, at := range displayAddresses(display) {
		if c, err := net.DialTimeout(at[0], at[1], dialLimit); err == nil {
			_ = c.Close() // nothing was said
			return true
		}
	}
	return false
}

// displayAddresses returns network and address of an X11 display such as ":0"
// or "localhost:10.0"; none for a value that names no display.
func displayAddresses(display string) [][2]string {
	i := strings.LastIndex(display, ":")
	if i < 0 {
		return nil
	}
	host := display[:i]
	number, _, _ := strings.Cut(display[i+1:], ".")
	n, err := strconv.ParseUint(number, 10, 15)
	if err != nil {
		return nil
	}
	if host == "" || host == "unix" {
		socket := "/tmp/.X11-unix/X" + number
		return [][2]string{{"unix", socket}, {"unix", "@" + socket}}
	}
	if strings.HasPrefix(host, "/") { // a socket by its path
		return [][2]string{{"unix", display}}
	}
	return [][2]string{{"tcp", net.JoinHostPort(strings.Trim(host, "[]"), strconv.FormatUint(6000+n, 10))}}
}
