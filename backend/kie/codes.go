package kie

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"partlift/backend/say"
)

// sentence is what people read about a kind of error.
type sentence struct{ message, hint say.Text }

var sentences = map[Kind]sentence{
	KindOther:       {say.Of("The service answered with a code that is not known here."), say.Of("Try again later; if it stays, look at the service's log page.")},
	KindDenied:      {say.Of("The service does not accept the API key."), say.Of("Check the key in the settings; a key can also be limited to certain internet addresses.")},
	KindCredits:     {say.Of("There are not enough credits for this request."), say.Of("Top up the account at the service, then try again.")},
	KindNotFound:    {say.Of("The service does not know this task or address."), say.Of("Check the id and the service's address in the settings; results are kept for about 14 days.")},
	KindPending:     {say.Of("The service is still working on this."), say.Of("Check again in a little while.")},
	KindBusy:        {say.Of("The service gets too many requests at the moment."), say.Of("Wait a minute, then try again.")},
	KindInvalid:     {say.Of("The service did not accept the request."), say.Of("Check the song and the settings; nothing was charged.")},
	KindConflict:    {say.Of("The service says that this was already requested."), say.Of("Look for the earlier result in the history or on the service's log page.")},
	KindRefused:     {say.Of("The service refused the audio because it matches a known recording."), say.Of("Separate the uploaded file itself instead of generating from it.")},
	KindSource:      {say.Of("The service could not fetch the audio."), say.Of("Upload the file again.")},
	KindMaintenance: {say.Of("The service is down for maintenance."), say.Of("Try again in a few minutes.")},
	KindTemporary:   {say.Of("The service has a temporary problem."), say.Of("Try again in a minute.")},
	KindDoubt:       {say.Of("It is not certain whether the service has started the work, which costs credits."), say.Of("Look for the task on the service's log page before trying again, so as not to pay twice.")},
	KindFailed:      {say.Of("The service could not finish the work."), say.Of("Try again with another or a cleaner recording.")},
	KindRefunded:    {say.Of("The service could not finish the work and has refunded the credits."), say.Of("Try again, or use another recording.")},
	KindDisabled:    {say.Of("The service does not offer this."), say.Of("Choose another service or another way in the settings.")},
	KindSubKey:      {say.Of("The usage limit of this API key is reached."), say.Of("Raise the key's limit at the service or use another key.")},
	KindOversize:    {say.Of("The file is larger than any that the service makes."), say.Of("Ask for the result again to get another address.")},
	KindInsecure:    {say.Of("The service's certificate is not valid, so nothing was sent."), say.Of("Check the date of this computer and the service's address in the settings; a login page of the network can also be the cause.")},
	KindEmpty:       {say.Of("The service found no notes in this audio."), say.Of("Transcribe each stem by itself, or use a cleaner recording.")},
}

// newError makes an error of a kind with its usual sentences.
func newError(k Kind, code int, raw string) *Error {
	s := sentences[k]
	return &Error{Kind: k, Code: code, Message: s.message, Hint: s.hint, Raw: clip(raw)}
}

// kindOf says what a code means at a service.
func kindOf(p ErrorProfile, code int) Kind {
	if p == ErrorsSuno {
		switch code {
		case 405:
			return KindBusy
		case 413:
			return KindInvalid
		case 429:
			return KindCredits
		}
	}
	switch code {
	case 401, 403:
		return KindDenied
	case 402:
		return KindCredits
	case 404, 410:
		return KindNotFound
	case 409:
		return KindConflict
	case 413:
		return KindRefused
	case 429, 430:
		return KindBusy
	case 433:
		return KindSubKey
	case 451:
		return KindSource
	case 455:
		return KindMaintenance
	case 408:
		return KindTemporary
	case 501:
		return KindFailed
	case 505:
		return KindDisabled
	case 531:
		return KindRefunded
	}
	switch {
	case code >= 400 && code < 500:
		return KindInvalid
	case code >= 500 && code < 600:
		return KindTemporary
	}
	return KindOther
}

// codeError turns an envelope's code into an error.
func codeError(p ErrorProfile, code int, msg string) *Error {
	k := kindOf(p, code)
	switch {
	case unknownTask(code, msg):
		k = KindNotFound
	case (k == KindInvalid || k == KindTemporary || k == KindOther) && saysCredits(msg):
		k = KindCredits
	}
	e := newError(k, code, msg)
	switch {
	case p == ErrorsSuno && code == 413:
		e.Message, e.Hint = say.Of("The text sent to the service is too long."), say.Of("Shorten it and try again.")
	case code == 405 && k == KindInvalid:
		e.Message, e.Hint = say.Of("This address of the service does not take such requests."), say.Of("Check the service's address in the settings.")
	case code == 408:
		e.Message = say.Of("The service has waited too long for its own engine and gave up.")
	case k == KindInvalid && e.Raw != "":
		e.Message = say.Of("The service did not accept the request: “{{.Words}}”.", say.With{"Words": strings.TrimRight(e.Raw, ". ")})
	}
	return e
}

// taskError turns the reason a task gives for its failure into an error. Only
// a few codes say more there than that it failed.
func taskError(p ErrorProfile, reason, msg string) *Error {
	code, _ := strconv.Atoi(reason)
	k := kindOf(p, code)
	switch {
	case k == KindRefused, k == KindSource, k == KindRefunded, k == KindCredits, k == KindSubKey:
	case code == 400 && saysLater(msg):
		k = KindRefunded
	default:
		k = KindFailed
	}
	e := newError(k, code, msg)
	switch {
	case k != KindFailed:
	case code == 400 && saysCopyright(msg):
		e.Message, e.Hint = say.Of("The service refused the lyrics as protected by copyright."), say.Of("Use other lyrics.")
	case code == 408:
		e.Message, e.Hint = say.Of("The service waited too long for its own engine and gave up."), say.Of("Try again later.")
	}
	return e
}

// statusError judges an answer that is not the service's own by its status.
func statusError(status int) *Error {
	k := kindOfStatus(status)
	e := newError(k, 0, "")
	e.HTTP = status
	switch {
	case status >= 300 && status < 400:
		e.Message, e.Hint = say.Of("The service has moved to another address."), say.Of("Check the service's address in the settings.")
	case status == 413:
		e.Message, e.Hint = say.Of("The file is too large for this service."), say.Of("Use a smaller file, for example an MP3.")
	case status == 200:
		e.Message = say.Of("The service's answer was cut off or is not in its usual form.")
	case k == KindTemporary:
		e.Message = say.Of("The service has a temporary problem (HTTP {{.Status}}).", say.With{"Status": status})
	}
	return e
}

// kindOfStatus says what an HTTP status means that did not come from the service
// itself.
func kindOfStatus(status int) Kind {
	k := KindTemporary
	switch {
	case status == 408, status >= 500 && status < 600:
	case status >= 300 && status < 400:
		k = KindNotFound
	case status >= 400:
		k = kindOf(ErrorsKie, status)
	}
	if k == KindRefused { // a proxy's limit, not a fingerprint
		k = KindInvalid
	}
	return k
}

// forgotten is how the service says that it has no such task (any more).
var forgotten = regexp.MustCompile(`(?i)recordinfo is null|\brecord\b.*\bnot exist`)

// unknownTask reports whether a refusal only says that there is no such task.
func unknownTask(code int, msg string) bool { return code == 422 && forgotten.MatchString(msg) }

// saysLater reports whether a failure is the upstream's, which is refunded.
func saysLater(msg string) bool { return strings.Contains(strings.ToLower(msg), "try again") }

func saysCopyright(msg string) bool {
	m := strings.ToLower(msg)
	return strings.Contains(m, "copyright") || strings.Contains(m, "lyrics") && strings.Contains(m, "protected")
}

func saysCredits(msg string) bool {
	m := strings.ToLower(msg)
	return strings.Contains(m, "credits insufficient") || strings.Contains(m, "insufficient credits")
}

// aboutSource reports whether a refusal is about the audio's address, which is
// known to pass a minute later.
func aboutSource(msg string) bool {
	m := strings.ReplaceAll(strings.ToLower(msg), "callbackurl", "")
	return strings.Contains(m, "audio") || strings.Contains(m, "url")
}

// webAddress finds links; their paths and queries may be secret.
var webAddress = regexp.MustCompile(`(https?://)(?:[^\s/"'@]*@)?([^\s/?#"'@]+)[^\s"']*`)

// clip makes a stranger's words fit for one line, and links in them harmless.
func clip(s string) string {
	const most = 200
	if len(s) > 100*most {
		s = s[:100*most]
	}
	s = webAddress.ReplaceAllString(s, "$1$2/…")
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
