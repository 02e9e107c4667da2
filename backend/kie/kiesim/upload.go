package kiesim

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// maxUpload bounds files; the service documents no upper limit.
const maxUpload = 200 << 20

// incoming is a file on its way in.
type incoming struct {
	data       []byte
	uploadPath string
	fileName   string // as asked for; "" takes given
	given      string // the name the file came with
	mime       string
}

// streamUpload takes a multipart form with file, uploadPath and fileName.
func (s *Sim) streamUpload(c *call) (any, error) {
	form, err := c.MultipartReader()
	if err != nil {
		return nil, refusal{400, "Content-Type must be multipart/form-data"}
	}
	var in incoming
	seen := map[string]bool{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, refusal{400, "The body could not be read"}
		}
		name := part.FormName()
		if seen[name] {
			return nil, refusal{400, "Duplicate parameter: " + name}
		}
		seen[name] = true
		data, err := io.ReadAll(io.LimitReader(part, maxUpload+1))
		if err != nil || len(data) > maxUpload {
			return nil, refusal{400, "The file could not be read"}
		}
		switch name {
		case "file":
			in.data, in.given, in.mime = data, part.FileName(), part.Header.Get("Content-Type")
		case "uploadPath":
			in.uploadPath = string(data)
		case "fileName":
			in.fileName = string(data)
		default:
			c.unknown = append(c.unknown, name)
		}
	}
	if !seen["file"] {
		return nil, refusal{400, "Missing required parameter: file"}
	}
	return s.keep(c, in)
}

// base64Upload takes the file as raw base64 or as a data: URL.
func (s *Sim) base64Upload(c *call) (any, error) {
	o, v, err := s.uploadFields(c, "base64Data")
	if err != nil {
		return nil, err
	}
	in := incoming{uploadPath: v[0], fileName: v[1]}
	coded, err := o.text("base64Data")
	if err != nil || coded == "" {
		return nil, refusal{400, "Missing required parameter: base64Data"}
	}
	if rest, ok := strings.CutPrefix(coded, "data:"); ok {
		head, tail, _ := strings.Cut(rest, ",")
		in.mime, coded = strings.TrimSuffix(head, ";base64"), tail
	}
	if in.data, err = base64.StdEncoding.DecodeString(coded); err != nil {
		return nil, refusal{400, "base64Data is not valid base64"}
	}
	if len(in.data) > 10<<20 {
		return nil, refusal{400, "The file is larger than 10 MB"}
	}
	return s.keep(c, in)
}

// urlUpload fetches the file itself, within 30 s.
func (s *Sim) urlUpload(c *call) (any, error) {
	o, v, err := s.uploadFields(c, "fileUrl")
	if err != nil {
		return nil, err
	}
	address, err := o.text("fileUrl")
	if err != nil || address == "" {
		return nil, refusal{400, "Missing required parameter: fileUrl"}
	}
	u, err := url.Parse(address)
	if err != nil || !s.reachable(u) {
		return nil, refusal{400, "fileUrl cannot be fetched"}
	}
	in := incoming{uploadPath: v[0], fileName: v[1], given: path.Base(u.Path)}
	if in.data, in.mime, err = s.download(c, u); err != nil {
		return nil, refusal{400, "fileUrl cannot be fetched"}
	}
	return s.keep(c, in)
}

// download reads a file from elsewhere on this machine.
func (s *Sim) download(c *call, u *url.URL) (data []byte, kind string, err error) {
	req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, "", err
	}
	client := *s.client
	client.Timeout = 30 * time.Second
	resp, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("status %d", resp.StatusCode)
	}
	data, err = io.ReadAll(io.LimitReader(resp.Body, 100<<20))
	return data, resp.Header.Get("Content-Type"), err
}

// uploadFields reads the body of a JSON upload with uploadPath and fileName.
func (s *Sim) uploadFields(c *call, source string) (object, []string, error) {
	o, err := c.object()
	if err != nil {
		return nil, nil, err
	}
	if err := s.only(c, o, source, "uploadPath", "fileName"); err != nil {
		return nil, nil, refusal{400, err.Error()}
	}
	v, err := o.texts("uploadPath", "fileName")
	if err != nil {
		return nil, nil, refusal{400, err.Error()}
	}
	return o, v, nil
}

// keep checks and stores a file and answers with where it is.
func (s *Sim) keep(c *call, in incoming) (any, error) {
	if len(c.unknown) > 0 && s.script.strict() {
		return nil, refusal{400, "Unknown parameter: " + c.unknown[0]}
	}
	if in.uploadPath == "" {
		return nil, refusal{400, "Missing required parameter: uploadPath"}
	}
	if badPath(in.uploadPath) || strings.ContainsAny(in.fileName, "/\\") {
		return nil, refusal{400, "uploadPath must not start or end with a slash"}
	}
	if len(in.data) == 0 {
		return nil, refusal{400, "The file is empty"}
	}
	name := in.fileName
	if name == "" {
		name = path.Base(in.given)
	}
	if name == "." || name == "/" {
		name = "file.bin"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		in.mime = t
	}
	song := s.recognize(in.data, name)
	at := uploadRoot + in.uploadPath + "/" + name
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	maps.DeleteFunc(s.store.uploads, func(_ string, u *upload) bool { return s.now().Sub(u.at) > s.uploadLife() })
	if s.store.uploads[at] == nil || !s.script.Upload.Stale {
		s.store.uploads[at] = &upload{data: in.data, mime: in.mime, song: song, at: s.now()}
	}
	return s.uploaded(c, in, name, at), nil
}

func badPath(p string) bool {
	return strings.Contains(p, "\\") || slices.ContainsFunc(strings.Split(p, "/"), func(e string) bool {
		return e == "" || e == "." || e == ".."
	})
}

type uploadedFile struct {
	FileName    string `json:"fileName"`
	FilePath    string `json:"filePath"`
	DownloadURL string `json:"downloadUrl"`
	FileSize    int    `json:"fileSize"`
	MimeType    string `json:"mimeType"`
	UploadedAt  string `json:"uploadedAt"`
}

type quickStartFile struct {
	FileID       string `json:"fileId"`
	FileName     string `json:"fileName"`
	OriginalName string `json:"originalName"`
	FileSize     int    `json:"fileSize"`
	MimeType     string `json:"mimeType"`
	UploadPath   string `json:"uploadPath"`
	FileURL      string `json:"fileUrl"`
	DownloadURL  string `json:"downloadUrl"`
	UploadTime   string `json:"uploadTime"`
	ExpiresAt    string `json:"expiresAt"`
}

// uploaded is the answer to an upload, in one of its two documented shapes.
func (s *Sim) uploaded(c *call, in incoming, name, at string) answer {
	address := c.base + (&url.URL{Path: at}).EscapedPath()
	now := s.now().UTC()
	msg, data := "File uploaded successfully", any(uploadedFile{
		name, in.uploadPath + "/" + name, address, len(in.data), in.mime, now.Format("2006-01-02T15:04:05.000Z"),
	})
	if s.script.Upload.QuickStart {
		msg, data = "File upload successful", quickStartFile{
			"file_" + s.store.hex32()[:9], name, in.given, len(in.data), in.mime, in.uploadPath, address, address,
			now.Format(time.RFC3339), now.Add(s.uploadLife()).Format(time.RFC3339),
		}
	}
	return jsonAnswer(http.StatusOK, 200, struct {
		Success bool   `json:"success"`
		Code    int    `json:"code"`
		Msg     string `json:"msg"`
		Data    any    `json:"data"`
	}{true, 200, msg, data})
}

func (s *Sim) uploadLife() time.Duration { return orDefault(s.script.Expiry.Uploads, 24*time.Hour) }

// upload returns an uploaded file that did not expire, or nil.
func (s *Sim) upload(at string) *upload {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	u := s.store.uploads[at]
	if u == nil || s.now().Sub(u.at) > s.uploadLife() {
		return nil
	}
	return u
}
