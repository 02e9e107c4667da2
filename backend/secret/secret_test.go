package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"partlift/backend/secret"
)

const plain = "0123456789abcdef0123456789abWXYZ"

func TestSecretIsNeverPrinted(t *testing.T) {
	key := secret.Key(plain)
	type hidden struct {
		name string
		key  secret.Secret
	}
	type shown struct {
		Name string
		Key  secret.Secret
		Ptr  *secret.Secret
	}
	values := map[string]any{
		"value": key, "pointer": &key, "slice": []secret.Secret{key}, "map value": map[string]secret.Secret{"a": key},
		"map key": map[secret.Secret]int{key: 1}, "unexported field": hidden{"a", key}, "pointer to unexported": &hidden{"a", key},
		"exported field": shown{"a", key, &key}, "any": []any{key}, "nested": map[string]any{"x": []hidden{{"a", key}}},
		"error": fmt.Errorf("request with %v: %w", key, errors.New("refused")),
	}
	for name, v := range values {
		printed := map[string]string{}
		for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x", "%X", "%d", "%T %v", "%10.3s", "%-40q"} {
			printed[verb] = fmt.Sprintf(verb, v)
		}
		printed["Sprint"] = fmt.Sprint(v)
		for kind, make := range map[string]func(*bytes.Buffer) slog.Handler{
			"slog text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
			"slog json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			var b bytes.Buffer
			slog.New(make(&b)).With("with", v).Info("m", "k", v, slog.Group("g", "k", v))
			printed[kind] = b.String()
		}
		if text, err := json.Marshal(v); err == nil {
			printed["json"] = string(text)
		}
		if text, err := xml.Marshal(v); err == nil {
			printed["xml"] = string(text)
		}
		for how, text := range printed {
			for _, part := range []string{plain, plain[:8], plain[20:], fmt.Sprintf("%x", plain[:8]), fmt.Sprintf("%X", plain[:8])} {
				if strings.Contains(text, part) {
					t.Errorf("%s by %s: %s", name, how, text)
				}
			}
		}
	}
}

func TestSecretShowsItsEnd(t *testing.T) {
	for text, want := range map[string]string{"": "", "short": "••••", "elevenchars": "••••", plain: "••••WXYZ"} {
		key := secret.Key(text)
		if key.String() != want || key.Reveal() != text {
			t.Errorf("%q: got %q, %q", text, key, key.Reveal())
		}
		for verb, want := range map[string]string{"%v": want, "%s": want, "%q": `"` + want + `"`, "%#v": `"` + want + `"`} {
			if got := fmt.Sprintf(verb, key); got != want {
				t.Errorf("%s: got %s, want %s", verb, got, want)
			}
		}
		if got, err := json.Marshal(key); string(got) != `"`+want+`"` || err != nil {
			t.Errorf("json: %s, %v", got, err)
		}
	}
	if one, same, two := secret.Key("one"), secret.Key(" one"), secret.Key("two"); one != same || one == two {
		t.Error("secrets do not compare by their text")
	}
}

func TestKeyIsCleanedOfWhatWasCopiedWithIt(t *testing.T) {
	for _, pasted := range []string{
		plain, " " + plain + "\r\n", "\t\"" + plain + "\"", "'" + plain + "'", "“" + plain + "”", "`" + plain + "`",
		"Bearer " + plain, "bearer  " + plain, "Authorization: Bearer " + plain, "\"Bearer " + plain + "\"\n",
		"\ufeff" + plain, plain + "\u200b", "\u00a0" + plain,
	} {
		if got := secret.Key(pasted).Reveal(); got != plain {
			t.Errorf("%q: got %q", pasted, got)
		}
	}
}

func TestValid(t *testing.T) {
	for pasted, says := range map[string]string{
		plain: "", "k": "", "sk-live_A.b:c=": "",
		"": "empty", " \n": "empty", "two words": "blank", "two\nlines": "blank", "key\x01": "characters",
		"ключ": "characters", "key\x7f": "characters", strings.Repeat("a", 2000): "too long",
	} {
		err := secret.Valid(secret.Key(pasted))
		switch {
		case says == "" && err != nil, says != "" && (err == nil || !strings.Contains(err.Error(), says)):
			t.Errorf("%.20q: got %v, want %q", pasted, err, says)
		case err != nil && (!strings.HasSuffix(err.Error(), ".") || strings.Contains(err.Error(), "ключ")):
			t.Errorf("%q: not a sentence: %v", pasted, err)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add("Bearer " + plain)
	f.Add("\"'“Authorization: bearer bearer x")
	f.Fuzz(func(t *testing.T, pasted string) {
		key := secret.Key(pasted)
		if secret.Key(key.Reveal()) != key {
			t.Errorf("%q: cleaning twice differs", pasted)
		}
		if text := key.Reveal(); len(text) >= 12 && strings.Contains(fmt.Sprintf("%v %+v %#v %q", key, key, key, key), text) {
			t.Errorf("%q is printed", pasted)
		}
		_ = secret.Valid(key)
	})
}
