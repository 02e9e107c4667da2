package kiesim_test

import (
	"bytes"
	"mime/multipart"
)

// form sends a multipart upload; nil data sends no file.
func (s *service) form(values map[string]string, data []byte) reply {
	s.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, v := range values {
		if err := w.WriteField(name, v); err != nil {
			s.Fatal(err)
		}
	}
	if data != nil {
		part, err := w.CreateFormFile("file", "original name.wav")
		if err != nil {
			s.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			s.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		s.Fatal(err)
	}
	return s.do("POST", "/api/file-stream-upload", w.FormDataContentType(), b.Bytes())
}
