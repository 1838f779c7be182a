//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lock takes the file for this process, waiting a moment for one that is just ending. The engine locks the same open file again, which
// costs nothing; locking before it does keeps another process from writing while the file is verified.
func lock(f *os.File) error {
	const step = 20 * time.Millisecond
	for waited := time.Duration(0); ; waited += step {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("lock: %w", err)
		}
		if waited >= lockWait {
			return ErrInUse
		}
		time.Sleep(step)
	}
}
