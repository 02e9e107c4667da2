package studio

import "golang.org/x/sys/windows"

// freeSpace is how many bytes may still be written where a folder lies; ok is
// false where that is not known.
func freeSpace(dir string) (bytes int64, ok bool) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, false
	}
	return int64(min(free, 1<<62)), true
}
