// Package backend holds nothing but the proof that the walls between its packages stand. depguard (.golangci.yml) says the same while
// one types; this test reads the true import graph, so it cannot be silenced and it notices a package that vanished.
package backend

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// node is a package with what it imports directly. Tests of the package count only where a wall says so.
type node struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// wall is one allowed direction. Patterns are import paths; a trailing "/..." covers the path and all below it.
type wall struct {
	name   string
	reason string
	from   []string
	except []string // packages of from that the wall does not bind
	only   []string // when set, the packages of this repository that may be imported
	never  []string // what must not be imported, whoever wrote it
	tests  bool     // whether test files are bound too
	// planted is an import that this wall, and no weaker form of it, has to refuse.
	planted [2]string
}

const (
	internal  = "portal.example/backend/internal/"
	contract  = "portal.example/api"
	simulator = "portal.example/simulator"
	sdk       = "github.com/aws/aws-sdk-go-v2/..."
	echo      = "github.com/labstack/echo/v4/..."
)

func in(names ...string) []string {
	paths := make([]string, len(names))
	for i, n := range names {
		paths[i] = internal + n
	}
	return paths
}

// The house. The order of rooms is the order in which they may know each other.
var (
	kernel     = in("fault", "clock", "ident", "money", "period", "scope", "paging", "stats")
	ports      = in("store", "objects") // where our own state and files live; drivers are folders below
	roomsOrder = []string{"preferences", "snapshots", "jobs", "usage", "accounts", "transfers", "ledger", "margin", "pricing", "lineitems", "anomalies", "budgets", "finops", "plans", "gaps", "commission", "credits", "schedules"}
	rooms      = in(roomsOrder...)
	surface    = []string{"net/http/...", "database/sql/...", echo, sdk, contract + "/..."}
)

var walls = append([]wall{
	{
		name: "kernel", reason: "The kernel is values and rules: everything may use it because it needs nothing and does no I/O.",
		from: kernel, only: kernel,
		never:   []string{"net/...", "os/...", "database/sql/...", "log/...", "syscall", echo, sdk, contract + "/..."},
		planted: [2]string{internal + "money", "os"},
	},
	{
		name: "kernel order", reason: "A fault can be about anything, so it knows nothing; numbers and months do not know on whose behalf they are used.",
		from: in("fault", "clock", "money", "period"), only: in("fault", "clock"),
		planted: [2]string{internal + "money", internal + "scope"},
	},
	{
		name: "ports", reason: "A port to our own state says what is kept, not how or for whom: drivers and rooms depend on it.",
		from: ports, only: kernel, never: surface,
		planted: [2]string{internal + "store", internal + "ledger"},
	},
	{
		name: "rooms", reason: "A room speaks its own words: HTTP, Echo, the contract, AWS and databases are other people's.",
		from: rooms, only: slices.Concat(kernel, ports, rooms), never: surface,
		planted: [2]string{internal + "margin", "net/http"},
	},
	{
		name: "rooms never know adapters", reason: "Arrows point at the domain; app supplies the adapter for the port a room declares.",
		from: slices.Concat(rooms, kernel, ports), never: in("awsapi/...", "httpapi/...", "apidocs/...", "web/...", "app/...", "store/embedded", "store/memory", "objects/file"),
		planted: [2]string{internal + "ledger", internal + "awsapi/costexplorer"},
	},
	{
		name: "awsapi", reason: "Credentials, retries, limits, the meter and the translation of AWS errors have one home.",
		from: []string{"portal.example/backend/..."}, except: in("awsapi/..."), never: []string{sdk, "github.com/aws/smithy-go/..."},
		planted: [2]string{internal + "app", "github.com/aws/aws-sdk-go-v2/config"},
	},
	{
		name: "awsapi depends on rooms' ports", reason: "The AWS adapters implement what rooms ask for; they know no other adapter and no state.",
		from: in("awsapi/..."), only: slices.Concat(kernel, rooms, in("awsapi/...")), never: []string{echo, contract + "/..."},
		planted: [2]string{internal + "awsapi", internal + "store/embedded"},
	},
	{
		name: "echo", reason: "Echo can be replaced, or upgraded past a breaking change, in one package.",
		from: []string{"portal.example/backend/..."}, except: in("httpapi/..."), never: []string{"github.com/labstack/...", "github.com/oapi-codegen/echo-middleware/..."},
		planted: [2]string{internal + "app", "github.com/labstack/echo/v4"},
	},
	{
		name: "contract types", reason: "Generated types never travel past the HTTP adapter, so a change of the contract is a change of one package.",
		from: []string{"portal.example/backend/internal/..."}, except: in("httpapi/...", "apidocs", "app"), never: []string{contract + "/..."},
		planted: [2]string{internal + "ledger", contract},
	},
	{
		name: "httpapi", reason: "The HTTP adapter calls rooms and knows neither AWS nor a driver: it serves the same under Lambda.",
		from: in("httpapi/..."), only: slices.Concat(kernel, rooms, in("apidocs", "httpapi/..."), []string{contract}), never: []string{sdk},
		planted: [2]string{internal + "httpapi", internal + "awsapi"},
	},
	{
		name: "web", reason: "The web server hands files and /api on; it must run where the rooms do not.",
		from: in("web/..."), only: in("web/...", "httpapi/problems"), never: []string{echo, sdk, contract + "/..."},
		planted: [2]string{internal + "web", internal + "ledger"},
	},
	{
		name: "problems", reason: "The catalogue of problems is words and numbers, so documents, servers and tests can all read it.",
		from: in("httpapi/problems"), only: []string{}, never: []string{echo, sdk},
		planted: [2]string{internal + "httpapi/problems", internal + "fault"},
	},
	{
		name: "test helpers", reason: "What exists for tests must not be in the program.",
		from: []string{"portal.example/backend/..."}, except: in("testkit/..."), never: in("testkit/...", "store/storetest", "objects/objectstest"),
		planted: [2]string{internal + "app", internal + "testkit/simulated"},
	},
	{
		name: "drivers", reason: "A driver of state or files knows its port and nothing of what is kept.",
		from: in("store/...", "objects/..."), only: slices.Concat(kernel, in("store/...", "objects/...")), never: []string{echo, sdk, contract + "/..."},
		planted: [2]string{internal + "store/embedded", internal + "ledger"},
	},
	{
		name: "apidocs", reason: "The reference is made of the document's bytes alone, so it can be rendered anywhere.",
		from: in("apidocs/..."), only: append(in("apidocs/..."), contract+"/examples"), never: []string{"net/http/...", echo, sdk},
		planted: [2]string{internal + "apidocs", internal + "fault"},
	},
	{
		name: "only cmd knows app", reason: "The composition root is used by programs; a package that imports it could reach everything.",
		from: []string{"portal.example/backend/internal/..."}, except: in("app/..."), never: in("app/..."),
		planted: [2]string{internal + "httpapi", internal + "app"},
	},
	{
		name: "cmd", reason: "main parses, calls app and sets the exit code; logic in main has no tests.",
		from: []string{"portal.example/backend/cmd/..."}, only: in("app/..."), never: []string{echo, sdk, contract + "/..."},
		planted: [2]string{"portal.example/backend/cmd/portal", internal + "ledger"},
	},
	{
		name: "service and simulator", reason: "They share nothing but the wire; that is what makes a passing test mean something.",
		from: []string{"portal.example/backend/..."}, never: []string{simulator + "/..."}, tests: true,
		planted: [2]string{internal + "awsapi", simulator + "/world"},
	},
	{
		name: "simulator and service", reason: "They share nothing but the wire; that is what makes a passing test mean something.",
		from: []string{simulator + "/..."}, never: []string{"portal.example/backend/...", contract + "/..."}, tests: true,
		planted: [2]string{simulator + "/world", internal + "money"},
	},
	{
		name: "simulator decodes the wire itself", reason: "An SDK on both ends would hide its own mistakes; in the simulator it is only a test client.",
		from: []string{simulator + "/..."}, never: []string{sdk, "github.com/aws/smithy-go/..."},
		planted: [2]string{simulator + "/wire", "github.com/aws/aws-sdk-go-v2/aws"},
	},
}, roomOrderWalls()...)

// roomOrderWalls makes one wall a room out of roomsOrder.
func roomOrderWalls() []wall {
	var order []wall
	for i, room := range roomsOrder[:len(roomsOrder)-1] {
		order = append(order, wall{
			name:   "order of rooms: " + room,
			reason: "Rooms know each other in one direction (" + strings.Join(roomsOrder, ", then ") + "), so there is no circle of words.",
			from:   in(room + "/..."), never: in(roomsOrder[i+1:]...),
			planted: [2]string{internal + room, internal + roomsOrder[len(roomsOrder)-1]},
		})
	}
	return order
}

// standing are packages that must exist: a wall around a package that was renamed away guards nothing.
var standing = slices.Concat(kernel, ports, rooms,
	in("awsapi", "apidocs", "app", "httpapi", "httpapi/problems", "web", "store/embedded", "store/storetest", "objects/file", "objects/objectstest"),
	[]string{"portal.example/backend/cmd/portal", simulator + "/cmd/simulator", simulator + "/wire", simulator + "/world"},
)

func TestArchWallsStand(t *testing.T) {
	t.Parallel()
	graph := slices.Concat(load(t, "."), load(t, "simulator"))
	for _, b := range breaches(graph, walls) {
		t.Error(b)
	}
	for _, path := range standing {
		if !slices.ContainsFunc(graph, func(n node) bool { return n.ImportPath == path }) {
			t.Errorf("package %s is named by a wall and does not exist: name its successor here", path)
		}
	}
}

// The service must start in milliseconds on Lambda and build without a C compiler.
func TestArchPortalCarriesNoSimulatorAndNoCgo(t *testing.T) {
	t.Parallel()
	dependencies := load(t, ".", "-deps", "./cmd/portal")
	if !slices.ContainsFunc(dependencies, func(n node) bool { return n.ImportPath == internal+"app" }) {
		t.Fatal("cmd/portal does not reach internal/app, so this proves nothing")
	}
	for _, n := range dependencies {
		for _, heavy := range []string{simulator + "/...", "github.com/duckdb/...", "github.com/versity/...", "runtime/cgo"} {
			if matches(n.ImportPath, heavy) {
				t.Errorf("cmd/portal depends on %s", n.ImportPath)
			}
		}
	}
}

func TestArchEveryWallRefusesItsPlantedImport(t *testing.T) {
	t.Parallel()
	for _, w := range walls {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			if w.reason == "" {
				t.Error("a wall needs a reason")
			}
			planted := []node{{ImportPath: w.planted[0], Imports: []string{w.planted[1]}}}
			if got := breaches(planted, []wall{w}); len(got) != 1 {
				t.Errorf("planted import of %s by %s: got %d breaches, want 1", w.planted[1], w.planted[0], len(got))
			}
			inTest := []node{{ImportPath: w.planted[0], TestImports: []string{w.planted[1]}}}
			if got := breaches(inTest, []wall{w}); (len(got) == 1) != w.tests {
				t.Errorf("planted in a test file: got %d breaches, want them only if tests are bound (%t)", len(got), w.tests)
			}
		})
	}
}

// breaches lists the imports of graph that a wall forbids, each with the reason.
func breaches(graph []node, walls []wall) []string {
	var found []string
	for _, w := range walls {
		for _, n := range graph {
			if !matchesAny(n.ImportPath, w.from) || matchesAny(n.ImportPath, w.except) {
				continue
			}
			imports := n.Imports
			if w.tests {
				imports = slices.Concat(imports, n.TestImports, n.XTestImports)
			}
			for _, i := range imports {
				ours := strings.HasPrefix(i, "portal.example/")
				if matchesAny(i, w.never) || (w.only != nil && ours && !matchesAny(i, w.only)) {
					found = append(found, fmt.Sprintf("%s imports %s\n\twall %q: %s", n.ImportPath, i, w.name, w.reason))
				}
			}
		}
	}
	return found
}

func matchesAny(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(path, p) })
}

func matches(path, pattern string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	return path == base || (below && strings.HasPrefix(path, base+"/"))
}

// load asks the go command for the packages of the module in dir, without the workspace and without cgo, as they are released.
func load(t *testing.T, dir string, args ...string) []node {
	t.Helper()
	if len(args) == 0 {
		args = []string{"./..."}
	}
	watch(t, dir)
	// -e: a package that does not compile still has imports; that it does not compile is another test's news.
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list in %s: %v\n%s", dir, err, stderr.String())
	}
	var nodes []node
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var n node
		if err := decoder.Decode(&n); err != nil {
			t.Fatalf("decode go list: %v", err)
		}
		nodes = append(nodes, n)
	}
	if len(nodes) == 0 {
		t.Fatalf("go list in %s names no package", dir)
	}
	return nodes
}

// watch looks at every Go file below dir, so that `go test` knows what the answer depends on and does not repeat a stale one from its
// cache: what a started program reads it does not see.
func watch(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		_, err = os.Stat(path)
		return err
	})
	if err != nil {
		t.Fatalf("look at the sources in %s: %v", dir, err)
	}
}
