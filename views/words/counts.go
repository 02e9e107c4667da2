package words

import (
	"fmt"
	"time"
)

// Ago says how long then is past, in minutes, hours or days, or else its date; ""
// for no time.
func Ago(now, then time.Time) string {
	switch d := now.Sub(then); {
	case then.IsZero():
		return ""
	case d < time.Minute:
		return L("now")
	case d < time.Hour:
		return L("{{.Number}} min", With{"Number": int(d.Minutes())})
	case d < 24*time.Hour:
		return L("{{.Number}} h", With{"Number": int(d.Hours())})
	case d < 7*24*time.Hour:
		return L("{{.Number}} d", With{"Number": int(d.Hours() / 24)})
	case then.Year() == now.Year():
		return L("{{.Day}} {{.Month}}", With{"Day": then.Day(), "Month": month(then)})
	default:
		return L("{{.Day}} {{.Month}} {{.Year}}", With{"Day": then.Day(), "Month": month(then), "Year": then.Year()})
	}
}

// Size writes a number of bytes for a person.
func Size(n int64) string {
	switch {
	case n < 1000:
		return N(int(n), "{{.Count}} byte", "{{.Count}} bytes")
	case n < 1_000_000:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}

// Parts says how many parts there are.
func Parts(n int) string { return N(n, "{{.Count}} part", "{{.Count}} parts") }

// Notes says how many notes there are.
func Notes(n int) string { return N(n, "{{.Count}} note", "{{.Count}} notes") }

// month writes a month in short; where months are numbers, the number.
func month(t time.Time) string {
	return L([...]string{
		Key("Jan"), Key("Feb"), Key("Mar"), Key("Apr"), Key("May"), Key("Jun"),
		Key("Jul"), Key("Aug"), Key("Sep"), Key("Oct"), Key("Nov"), Key("Dec"),
	}[t.Month()-1])
}
