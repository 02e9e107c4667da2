//go:build ignore

// Pack writes weights.bin, the learned numbers of the network, from the npm
// package that publishes them. It needs npm and the network; the outcome is the
// same to the byte every time, or an error.
//
//	go generate ./backend/local
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

const (
	source   = "@spotify/basic-pitch@1.0.1"
	manifest = "package/model/model.json"
	shard    = "package/model/group1-shard1of1.bin"
	prefix   = "StatefulPartitionedCall/model_1/"
)

// sums are the SHA-256 of the package's files.
var sums = map[string]string{
	manifest: "1ed1aaee3409ec1dc098c8b01f430c0911f6fe9412e7af8086750f9e8f302f68",
	shard:    "b142a95737a52e1e412d5f92e73d8bb80dfe8d04941acc0702f11f4524fb377c",
}

// order is that of weights.go. Of the constant-Q kernels, which are the same for
// every octave, the first are taken.
var order = []string{
	"cq_t2010v2_1/conv1d/ExpandDims_1", "cq_t2010v2_1/conv1d_1/ExpandDims_1",
	"cq_t2010v2_1/conv1d_2/ExpandDims_1", "cq_t2010v2_1/Sqrt",
	"batch_normalization/FusedBatchNormV3/Scaled", "batch_normalization/FusedBatchNormV3/Offset",
	"conv2d_1/Conv2D_weights", "conv2d_1/Conv2D_bn_offset",
	"contours-reduced/Conv2D/ReadVariableOp", "contours-reduced/BiasAdd/ReadVariableOp",
	"conv2d_2/Conv2D/ReadVariableOp", "conv2d_2/BiasAdd/ReadVariableOp",
	"conv2d_3/Conv2D/ReadVariableOp", "conv2d_3/BiasAdd/ReadVariableOp",
	"conv2d_4/Conv2D_weights", "conv2d_4/Conv2D_bn_offset",
	"conv2d_5/Conv2D/ReadVariableOp", "conv2d_5/BiasAdd/ReadVariableOp",
}

func main() {
	log.SetFlags(0)
	files, err := download()
	if err != nil {
		log.Fatal(err)
	}
	packed, err := pack(files)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("weights.bin", packed, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("weights.bin: %d bytes, SHA-256 %x\n", len(packed), sha256.Sum256(packed))
}

// download returns the package's files that sums names.
func download() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "pack")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	npm := exec.Command("npm", "pack", "--silent", source)
	npm.Dir, npm.Stderr = dir, os.Stderr
	name, err := npm.Output()
	if err != nil {
		return nil, fmt.Errorf("npm pack %s: %w", source, err)
	}
	f, err := os.Open(filepath.Join(dir, string(bytes.TrimSpace(name))))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for in := tar.NewReader(plain); ; {
		h, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if sums[h.Name] == "" {
			continue
		}
		body, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != sums[h.Name] {
			return nil, fmt.Errorf("%s is not the file this was written for", h.Name)
		}
		files[h.Name] = body
	}
	if len(files) != len(sums) {
		return nil, fmt.Errorf("%s has only %d of %d files", source, len(files), len(sums))
	}
	return files, nil
}

// pack lays the tensors one after the other, as little-endian float32.
func pack(files map[string][]byte) ([]byte, error) {
	var model struct {
		WeightsManifest []struct {
			Weights []struct {
				Name  string
				Shape []int
				Dtype string
			}
		}
	}
	if err := json.Unmarshal(files[manifest], &model); err != nil {
		return nil, err
	}
	tensors := map[string][]byte{}
	rest := files[shard]
	for _, w := range model.WeightsManifest[0].Weights {
		size := 4
		for _, n := range w.Shape {
			size *= n
		}
		tensors[w.Name], rest = rest[:size], rest[size:]
	}
	var out [][]byte
	for _, name := range order {
		t := tensors[prefix+name]
		if t == nil {
			return nil, fmt.Errorf("no tensor %s", name)
		}
		out = append(out, t)
	}
	return slices.Concat(out...), nil
}
