// Package file keeps objects as plain files in a folder, the default driver. One process uses a folder at a time: open the state file in
// the same data directory first, it holds the lock.
package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"portal.example/backend/internal/objects"
)

// A file is named by its key and suffix; "+" is no character of keys, so that neither a key that is a folder of other keys nor a
// draft can collide with an object.
const (
	suffix = "+zst"
	draft  = "+draft-"
)

// Objects is an open folder.
type Objects struct {
	root  string
	codec codec

	mu      sync.Mutex
	folders map[string]bool // that exist and are on disk
}

var _ objects.Objects = (*Objects)(nil)

// Open opens the folder, creating it where nothing is, and removes drafts that a killed process has left.
func Open(root string) (*Objects, error) {
	c, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("prepare compression: %w", err)
	}
	o := &Objects{root: filepath.Clean(root), codec: c, folders: map[string]bool{}}
	if err := o.makeFolder(o.root); err != nil {
		return nil, fmt.Errorf("open the folder %s: %w", root, err)
	}
	if err := o.removeDrafts(); err != nil {
		return nil, fmt.Errorf("clean the folder %s: %w", root, err)
	}
	return o, nil
}

func (o *Objects) removeDrafts() error {
	root, err := os.OpenRoot(o.root)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	return fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && strings.HasPrefix(d.Name(), draft) {
			err = root.Remove(path)
		}
		return err
	})
}

// path of the file of a key that was checked.
func (o *Objects) path(key string) string {
	return filepath.Join(o.root, filepath.FromSlash(key)) + suffix
}

// makeFolder makes a folder and puts it, and those above it that were missing, on disk.
func (o *Objects) makeFolder(folder string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.makeFolderLocked(folder)
}

func (o *Objects) makeFolderLocked(folder string) error {
	if o.folders[folder] {
		return nil
	}
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		o.folders[folder] = true
		return nil
	}
	parent := filepath.Dir(folder)
	if parent != folder {
		if err := o.makeFolderLocked(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := syncFolder(parent); err != nil {
		return err
	}
	o.folders[folder] = true
	return nil
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// damaged is the error of a file that cannot be what was written.
func damaged(path string, reason error) error {
	return fmt.Errorf("%w: %s: %w; restore it from a backup, or move it away if it can be made again", objects.ErrDamaged, path, reason)
}

// Get implements objects.Objects.
func (o *Objects) Get(ctx context.Context, key string) ([]byte, objects.Info, error) {
	if err := errors.Join(objects.CheckKey(key), ctx.Err()); err != nil {
		return nil, objects.Info{}, err
	}
	path := o.path(key)
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, objects.Info{}, fmt.Errorf("%w: %s", objects.ErrNotFound, key)
	}
	if err != nil {
		return nil, objects.Info{}, fmt.Errorf("read object %s: %w", key, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, objects.Info{}, fmt.Errorf("read object %s: %w", key, err)
	}
	if !info.Mode().IsRegular() || info.Size() > 2*objects.MaxContentBytes {
		return nil, objects.Info{}, damaged(path, errors.New("it is no file of the portal"))
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, objects.Info{}, fmt.Errorf("read object %s: %w", key, err)
	}
	h, content, err := o.codec.decode(b)
	if err != nil {
		return nil, objects.Info{}, damaged(path, err)
	}
	return content, describe(key, h, info.ModTime()), nil
}

func describe(key string, h header, modified time.Time) objects.Info {
	return objects.Info{Key: key, Size: h.size, ETag: h.etag(), ModifiedAt: modified.UTC()}
}

// Put implements objects.Objects.
func (o *Objects) Put(ctx context.Context, key string, content []byte) (objects.Info, error) {
	if err := errors.Join(objects.CheckKey(key), ctx.Err()); err != nil {
		return objects.Info{}, err
	}
	if len(content) > objects.MaxContentBytes {
		return objects.Info{}, fmt.Errorf("%w: %s has %d bytes, at most %d", objects.ErrLimit, key, len(content), objects.MaxContentBytes)
	}
	h := headerOf(content)
	modified, err := o.replace(o.path(key), o.codec.encode(h, content))
	if err != nil {
		return objects.Info{}, fmt.Errorf("write object %s: %w", key, err)
	}
	return describe(key, h, modified), nil
}

// replace writes a draft in the folder of path, puts it on disk and only then gives it the name.
func (o *Objects) replace(path string, b []byte) (modified time.Time, err error) {
	folder := filepath.Dir(path)
	if err := o.makeFolder(folder); err != nil {
		return time.Time{}, err
	}
	f, err := os.CreateTemp(folder, draft+"*")
	if err != nil {
		return time.Time{}, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, writeErr := f.Write(b)
	syncErr := f.Sync()
	info, statErr := f.Stat()
	if err := errors.Join(writeErr, syncErr, statErr, f.Close()); err != nil {
		return time.Time{}, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), syncFolder(folder)
}

// Delete implements objects.Objects. Folders stay.
func (o *Objects) Delete(ctx context.Context, key string) error {
	if err := errors.Join(objects.CheckKey(key), ctx.Err()); err != nil {
		return err
	}
	path := o.path(key)
	err := os.Remove(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("delete object %s: %w", key, err)
	}
	return nil
}

// List implements objects.Objects. What is no file of the portal is passed over.
func (o *Objects) List(ctx context.Context, prefix string) iter.Seq2[objects.Info, error] {
	return func(yield func(objects.Info, error) bool) {
		o.walk(ctx, "", prefix, yield)
	}
}

// walk yields what lies in the folder whose keys start with base ("" or ending in "/"); false stops everything.
func (o *Objects) walk(ctx context.Context, base, prefix string, yield func(objects.Info, error) bool) bool {
	entries, err := os.ReadDir(filepath.Join(o.root, filepath.FromSlash(base)))
	if errors.Is(err, os.ErrNotExist) {
		return true
	}
	if err != nil {
		yield(objects.Info{}, fmt.Errorf("list objects: %w", err))
		return false
	}
	// A folder stands for keys that go on with "/", which is not where its name alone would stand.
	var names []string
	for _, e := range entries {
		name := base + e.Name()
		switch {
		case e.IsDir() && compatible(name+"/", prefix):
			names = append(names, name+"/")
		case e.Type().IsRegular() && strings.HasSuffix(name, suffix):
			if key := strings.TrimSuffix(name, suffix); strings.HasPrefix(key, prefix) && objects.CheckKey(key) == nil {
				names = append(names, key)
			}
		}
	}
	sort.Strings(names)
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			yield(objects.Info{}, err)
			return false
		}
		if strings.HasSuffix(name, "/") {
			if !o.walk(ctx, name, prefix, yield) {
				return false
			}
			continue
		}
		info, err := o.stat(name)
		if errors.Is(err, objects.ErrNotFound) {
			continue // deleted meanwhile
		}
		if !yield(info, err) || err != nil {
			return false
		}
	}
	return true
}

// compatible reports whether keys that start with folder can start with prefix.
func compatible(folder, prefix string) bool {
	return strings.HasPrefix(folder, prefix) || strings.HasPrefix(prefix, folder)
}

// stat reads the header of an object.
func (o *Objects) stat(key string) (objects.Info, error) {
	path := o.path(key)
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return objects.Info{}, objects.ErrNotFound
	}
	if err != nil {
		return objects.Info{}, fmt.Errorf("list object %s: %w", key, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return objects.Info{}, fmt.Errorf("list object %s: %w", key, err)
	}
	b := make([]byte, headerBytes)
	n, err := io.ReadFull(f, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return objects.Info{}, fmt.Errorf("list object %s: %w", key, err)
	}
	h, err := decodeHeader(b[:n])
	if err != nil {
		return objects.Info{}, damaged(path, err)
	}
	return describe(key, h, info.ModTime()), nil
}
