package kie

// CreditUSD is about what one credit costs in US dollars.
const CreditUSD = 0.005

// Price returns about how many credits a separation of a type costs, 0 for a
// type that is not known. It is a copy of what was published; the service may
// change it.
func Price(separation string) (credits float64) {
	switch separation {
	case SeparateVocal:
		return 10
	case SplitStem:
		return 50
	}
	return 0
}
