// Package web serves the single-page application and hands /api/* on to the API.
package web

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Config is what the web server needs.
type Config struct {
	Dir    string   // the built application; index.html lies in it
	API    *url.URL // where the API answers
	Logger *slog.Logger
}

// contentPolicy allows the application's own files and its own API, nothing else.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; manifest-src 'self'"

const permissionsPolicy = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"

// FindDir returns the directory of the built application: dir itself when it is given, else frontend/dist beside the folder of the program.
func FindDir(dir string) (string, error) {
	if dir == "" {
		program, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("find the program's folder: %w", err)
		}
		dir = filepath.Join(filepath.Dir(program), "..", "frontend", "dist")
	}
	if info, err := os.Stat(filepath.Join(dir, "index.html")); err != nil || info.IsDir() {
		return "", fmt.Errorf("there is no built web application in %s: run 'make build/web', or name its folder with --web-dir", filepath.Clean(dir))
	}
	return filepath.Clean(dir), nil
}

// New returns the handler of the web server.
func New(cfg Config) (http.Handler, error) {
	if cfg.Logger == nil || cfg.API == nil {
		return nil, errors.New("web: a logger and the address of the API are required")
	}
	root, err := os.OpenRoot(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the web application: %w", err)
	}
	files := &files{fs: root.FS()}
	proxy := newAPIProxy(cfg.API, cfg.Logger)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == apiPrefix || strings.HasPrefix(r.URL.Path, apiPrefix+"/") {
			proxy.ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}), nil
}

// files serves the built application. Paths without a file are routes of the application and get index.html, but only when a browser navigates to
// them: a missing asset or a program's request is a 404.
type files struct{ fs fs.FS }

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Only GET and HEAD are served here. The API is under /api.", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = indexFile
	}
	if f.isFile(name) && !isEncoded(name) {
		f.serve(w, r, name)
		return
	}
	if !isNavigation(r, name) {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	f.serve(w, r, indexFile)
}

const (
	indexFile   = "index.html"
	assetFolder = "assets/" // the build puts a hash of the content into every name here
)

func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", permissionsPolicy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

func (f *files) isFile(name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(f.fs, name)
	return err == nil && info.Mode().IsRegular()
}

// isNavigation reports whether a browser is going to a page. Names with a dot in the last segment look like files, but account ids and customer names
// may hold dots too, so what the browser says counts first.
func isNavigation(r *http.Request, name string) bool {
	if strings.HasPrefix(name, assetFolder) {
		return false
	}
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}
