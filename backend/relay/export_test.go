package relay

// Unpack reads what lies inside the seal.
var Unpack = unpack
