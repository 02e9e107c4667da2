//go:build soak && linux

package soak_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// ask sends a request through books, with the answer a service would give.
func ask(t *testing.T, b *books, path, kind, body, answer string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	b.close(b.open(r, []byte(body)), []byte(answer))
}

func TestTheBooksSeeDoubleCharges(t *testing.T) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "a.wav")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte("sound"))
	w.Close()
	b := newBooks()
	const order = "/api/v1/vocal-removal/generate"
	// The same audio, uploaded twice: the second order of it is one too many.
	for _, at := range []string{"http://x/1", "http://x/2"} {
		ask(t, b, "/api/file-stream-upload", w.FormDataContentType(), form.String(), `{"code":200,"data":{"downloadUrl":"`+at+`"}}`)
	}
	ask(t, b, order, "application/json", `{"audioUrl":"http://x/1"}`, `{"code":200,"data":{"taskId":"one"}}`)
	ask(t, b, order, "application/json", `{"audioUrl":"http://x/1"}`, `{"code":429}`)
	if all, double := b.separations(); all != 1 || double != 0 {
		t.Errorf("one order and one refusal are %d, %d double", all, double)
	}
	ask(t, b, order, "application/json", `{"audioUrl":"http://x/2"}`, `{"code":200,"data":{"taskId":"two"}}`)
	if all, double := b.separations(); all != 2 || double != 1 {
		t.Errorf("two orders of the same audio are %d, %d double", all, double)
	}
	ids, early := b.look(b.audio["http://x/1"])
	if len(ids) != 2 || early {
		t.Errorf("the log page shows %q, early %v", ids, early)
	}
}
