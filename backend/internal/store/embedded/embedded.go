// Package embedded is the store in one local file, the default driver. One process uses a file at a time.
package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"portal.example/backend/internal/store"
)

// Errors of Open. Each comes with the path and what to do.
var (
	// ErrInUse says that another process has the file.
	ErrInUse = errors.New("another portal uses")
	// ErrDamaged says that the file is there and cannot be what was written. It is not touched.
	ErrDamaged = errors.New("the state file is damaged")
	// ErrFormat says that another program or another version of the portal wrote the file. It is not touched.
	ErrFormat = errors.New("the state file has an unknown format")
)

// lockWait is how long Open waits for a process that is just ending.
const lockWait = time.Second

// A chunk of List is read in one transaction; a consumer never keeps one open.
const (
	chunkRecords = 256
	chunkBytes   = 4 << 20
)

// Store is an open state file.
type Store struct {
	db   *bbolt.DB
	path string

	queueMu sync.Mutex
	queue   []*request // changes that wait for the next commit
	writeMu sync.Mutex // held by who commits
}

var _ store.Store = (*Store)(nil)

// Open opens the state file at path, or creates it where nothing is. A file that is in use, damaged or of another format is refused
// and left as it is.
func Open(path string) (*Store, error) {
	_, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		err = create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("open the state file %s: %w", path, err)
	}
	db, err := openFile(path, false)
	if err != nil {
		return nil, explain(path, err)
	}
	return &Store{db: db, path: path}, nil
}

// explain turns a failure of opening into what a person needs to know.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, ErrInUse):
		return fmt.Errorf("%w %s: stop it, or choose another data directory", ErrInUse, path)
	case errors.Is(err, errFormat):
		return fmt.Errorf("%w: %s: %w: use the version that wrote it, or choose another data directory", ErrFormat, path, err)
	case errors.Is(err, ErrDamaged):
		return fmt.Errorf("%w: it was left as it is: restore %s from a backup, or move it away to start afresh", err, path)
	default:
		return fmt.Errorf("open the state file %s: %w", path, err)
	}
}

// openFile locks, verifies and opens a file that exists. A new one has nothing to verify yet.
func openFile(path string, isNew bool) (db *bbolt.DB, err error) {
	defer func() {
		if p := recover(); p != nil { // the engine met what verify let pass
			db, err = nil, fmt.Errorf("%w: %s: %v", ErrDamaged, path, p)
		}
	}()
	hook := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		if err := lockAndVerify(f, isNew); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return f, nil
	}
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait, FreelistType: bbolt.FreelistMapType, OpenFile: hook})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrInUse
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	return db, err
}

func lockAndVerify(f *os.File, isNew bool) error {
	if err := lock(f); err != nil {
		return err
	}
	if isNew {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	if info.Size() == 0 {
		return fmt.Errorf("%w: %s: it is empty", ErrDamaged, f.Name())
	}
	if err := verify(f, info.Size()); err != nil {
		if errors.Is(err, errFormat) {
			return err
		}
		return fmt.Errorf("%w: %s: %w", ErrDamaged, f.Name(), err)
	}
	return nil
}

// create makes an empty state file beside path and gives it its name only when it is whole. A file that appears at path meanwhile stays.
func create(path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	draft := f.Name()
	defer func() { _ = os.Remove(draft) }()
	if err := f.Close(); err != nil {
		return err
	}
	db, err := openFile(draft, true)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range []string{recordsBucket, countersBucket, formatBucket} {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		format := tx.Bucket([]byte(formatBucket))
		if err := format.Put([]byte(versionEntry), []byte(strconv.Itoa(formatVersion))); err != nil {
			return err
		}
		return format.Put([]byte(sealEntry), seal{}.encode())
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Link(draft, path); err != nil && !errors.Is(err, os.ErrExist) {
		if err := os.Rename(draft, path); err != nil { // a file system without hard links
			return err
		}
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Path is where the file is.
func (s *Store) Path() string { return s.path }

// Close waits for calls under way and releases the file.
func (s *Store) Close() error {
	s.writeMu.Lock()
	defer s.writeMu.Unlock()
	return s.db.Close()
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) (store.Record, error) {
	if err := errors.Join(store.CheckKey(key), ctx.Err()); err != nil {
		return store.Record{}, err
	}
	r := store.Record{Key: key}
	err := s.db.View(func(tx *bbolt.Tx) error {
		stored := tx.Bucket([]byte(recordsBucket)).Get([]byte(key))
		if stored == nil {
			return fmt.Errorf("%w: %s", store.ErrNotFound, key)
		}
		var err error
		r.Version, r.Value, err = decodeRecord(key, stored)
		return s.damage(err)
	})
	if err != nil {
		return store.Record{}, closedOr(err)
	}
	return r, nil
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, prefix, after string) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for {
			records, more, err := s.chunk(ctx, prefix, after)
			if err != nil {
				yield(store.Record{}, err)
				return
			}
			for _, r := range records {
				if !yield(r, nil) {
					return
				}
				after = r.Key
			}
			if !more {
				return
			}
		}
	}
}

// chunk reads the next records of a walk; more says that the walk is not at its end.
func (s *Store) chunk(ctx context.Context, prefix, after string) (records []store.Record, more bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte(recordsBucket)).Cursor()
		from := max(prefix, after)
		k, v := c.Seek([]byte(from))
		if k != nil && after != "" && string(k) == after {
			k, v = c.Next()
		}
		for size := 0; k != nil && bytes.HasPrefix(k, []byte(prefix)); k, v = c.Next() {
			if len(records) == chunkRecords || size >= chunkBytes {
				more = true
				return nil
			}
			r := store.Record{Key: string(k)}
			var err error
			if r.Version, r.Value, err = decodeRecord(r.Key, v); err != nil {
				return s.damage(err)
			}
			records, size = append(records, r), size+len(v)
		}
		return nil
	})
	return records, more, closedOr(err)
}

// Counters implements store.Store.
func (s *Store) Counters(ctx context.Context, prefix string) (map[string]int64, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	found := map[string]int64{}
	err := s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte(countersBucket)).Cursor()
		for k, v := c.Seek([]byte(prefix)); k != nil && strings.HasPrefix(string(k), prefix); k, v = c.Next() {
			n, err := decodeCounter(string(k), v)
			if err != nil {
				return s.damage(err)
			}
			found[string(k)] = n
		}
		return nil
	})
	if err != nil {
		return nil, closedOr(err)
	}
	return found, nil
}

// damage names the file of an entry that cannot be read.
func (s *Store) damage(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s: %w", ErrDamaged, s.path, err)
}

// closedOr translates the engine's word for a closed file.
func closedOr(err error) error {
	if errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	return err
}
