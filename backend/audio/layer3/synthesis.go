package layer3

// synthesis is the memory of the polyphase filter of one channel.
type synthesis struct {
	v  [16][64]float32
	at int // of the newest
}

// put turns a sample of each subband into 32 samples, every step-th of out.
func (s *synthesis) put(in *[subbands]float32, out []float32, step int) {
	t := hybridOf()
	s.at = (s.at - 1) & 15
	x := *in
	var tmp [subbands]float32
	cosine(x[:], tmp[:], t.cosines[:])
	v := &s.v[s.at]
	v[16] = 0
	for i := range 16 {
		v[i], v[48+i] = x[16+i], -x[i]
		v[17+i], v[32+i] = -x[31-i], -x[16-i]
	}
	var sum [subbands]float32
	for i := range 8 {
		a := (*[32]float32)(s.v[(s.at+2*i)&15][:])
		b := (*[32]float32)(s.v[(s.at+2*i+1)&15][32:])
		c, d := (*[32]float32)(t.filter[64*i:]), (*[32]float32)(t.filter[64*i+32:])
		for j := range sum {
			sum[j] += a[j]*c[j] + b[j]*d[j]
		}
	}
	for j, v := range sum {
		out[j*step] = v
	}
}

// cosine computes sum x[k] cos(pi/2n i (2k+1)) in place, of 2, 4, 8, 16 or 32
// samples, by halves: those of the sums are the even ones, and of the weighted
// differences the odd ones, less the one before.
func cosine(x, tmp, c []float32) {
	n := len(x) / 2
	if n == 1 {
		x[0], x[1] = x[0]+x[1], (x[0]-x[1])*c[0]
		return
	}
	low, high := tmp[:n], tmp[n:2*n]
	for i := range low {
		a, b := x[i], x[2*n-1-i]
		low[i], high[i] = a+b, (a-b)*c[i]
	}
	cosine(low, x[:n], c[n:])
	cosine(high, x[n:], c[n:])
	for i := range n - 1 {
		x[2*i], x[2*i+1] = low[i], high[i]+high[i+1]
	}
	x[2*n-2], x[2*n-1] = low[n-1], high[n-1]
}
