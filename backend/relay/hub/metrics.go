package hub

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what an operator watches. No label names a channel.
type metrics struct {
	callbacks *prometheus.CounterVec
	seconds   prometheus.Histogram
	letters   *prometheus.CounterVec // stored, known, delivered, acked, nacked, cancelled
	bytes     prometheus.Counter
	waited    prometheus.Histogram
	byes      *prometheus.CounterVec
	opens     *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer, h *Hub) *metrics {
	const space = "partlift_relay"
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Name: name, Help: help}, labels)
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: space, Name: name, Help: help, Buckets: buckets})
	}
	m := &metrics{
		callbacks: counter("callbacks_total", "Callbacks by the answer's code.", "code"),
		seconds:   histogram("callback_seconds", "From a callback's first byte to its answer.", prometheus.ExponentialBuckets(0.001, 2, 14)),
		letters:   counter("letters_total", "Letters by what happened to them.", "event"),
		bytes:     prometheus.NewCounter(prometheus.CounterOpts{Namespace: space, Name: "stored_bytes_total", Help: "Sealed bytes stored."}),
		waited:    histogram("letter_seconds", "From receipt to acknowledgement.", prometheus.ExponentialBuckets(0.002, 4, 14)),
		byes:      counter("byes_total", "Connections ended by the hub, by reason.", "reason"),
		opens:     counter("opens_total", "Requests to open a channel, by the answer's code.", "code"),
	}
	if reg == nil {
		return m
	}
	sockets := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: space, Name: "sockets", Help: "Open connections."}, func() float64 {
		h.mu.Lock()
		defer h.mu.Unlock()
		return float64(h.sockets)
	})
	reg.MustRegister(m.callbacks, m.seconds, m.letters, m.bytes, m.waited, m.byes, m.opens, sockets)
	return m
}

func (m *metrics) callback(code int, took time.Duration) {
	m.callbacks.WithLabelValues(strconv.Itoa(code)).Inc()
	m.seconds.Observe(took.Seconds())
}

func (m *metrics) stored(known bool, bytes int) {
	if known {
		m.letters.WithLabelValues("known").Inc()
		return
	}
	m.letters.WithLabelValues("stored").Inc()
	m.bytes.Add(float64(bytes))
}

func (m *metrics) letter(event string) { m.letters.WithLabelValues(event).Inc() }

func (m *metrics) acked(waited time.Duration) {
	m.letter("acked")
	m.waited.Observe(waited.Seconds())
}

func (m *metrics) bye(reason string) { m.byes.WithLabelValues(reason).Inc() }

func (m *metrics) opened(code int) { m.opens.WithLabelValues(strconv.Itoa(code)).Inc() }
