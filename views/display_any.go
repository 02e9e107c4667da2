//go:build !x11

package views

// onlyX11 is true when the program was built without Wayland.
const onlyX11 = false
