package httpapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/httpapi/problems"
)

// sources is what the Go files of internal say about codes.
type sources struct {
	codes  map[string]string     // package-qualified constant to its code
	where  map[string]string     // code to a constant of it
	faults map[string]fault.Kind // code to the kind it is raised with; the catalogue's status has to be that of the kind
}

var constantForm = regexp.MustCompile(`^[cC]ode[A-Z]`)

func readSources(t *testing.T) sources {
	t.Helper()
	s := sources{codes: map[string]string{}, where: map[string]string{}, faults: map[string]fault.Kind{}}
	var files []*ast.File
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			files = append(files, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool { s.constant(f.Name.Name, n); return true })
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool { s.raised(f.Name.Name, n); return true })
	}
	return s
}

// constant notes a constant named Code… or code….
func (s sources) constant(pkg string, n ast.Node) {
	spec, ok := n.(*ast.ValueSpec)
	if !ok {
		return
	}
	for i, name := range spec.Names {
		if !constantForm.MatchString(name.Name) || i >= len(spec.Values) {
			continue
		}
		if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			code, _ := strconv.Unquote(lit.Value)
			s.codes[pkg+"."+name.Name], s.where[code] = code, pkg+"."+name.Name
		}
	}
}

// kinds are the names of fault's constants.
var kinds = map[string]fault.Kind{
	"Invalid": fault.Invalid, "Unauthenticated": fault.Unauthenticated, "Forbidden": fault.Forbidden, "NotFound": fault.NotFound, "Conflict": fault.Conflict,
	"Precondition": fault.Precondition, "TooMany": fault.TooMany, "Unavailable": fault.Unavailable, "UpstreamDenied": fault.UpstreamDenied,
	"NotImplemented": fault.NotImplemented, "Internal": fault.Internal,
}

// raised notes fault.New, Newf and Wrap with a constant kind and code.
func (s sources) raised(pkg string, n ast.Node) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return
	}
	for i, a := range call.Args {
		sel, ok := a.(*ast.SelectorExpr)
		if !ok || i+1 >= len(call.Args) {
			continue
		}
		x, ok := sel.X.(*ast.Ident)
		kind, isKind := kinds[sel.Sel.Name]
		if !ok || x.Name != "fault" || !isKind {
			continue
		}
		if code := s.codeOf(pkg, call.Args[i+1]); code != "" {
			s.faults[code] = kind
		}
	}
}

func (s sources) codeOf(pkg string, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return s.codes[pkg+"."+e.Name]
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return s.codes[x.Name+"."+e.Sel.Name]
		}
	}
	return ""
}

func TestCatalogueHasEveryCodeOfTheSources(t *testing.T) {
	t.Parallel()
	s := readSources(t)
	if len(s.codes) < 20 || len(s.faults) < 5 {
		t.Fatalf("found only %d codes and %d faults: the test looks in the wrong place", len(s.codes), len(s.faults))
	}
	for code, name := range s.where {
		if _, ok := problems.Lookup(code); !ok {
			t.Errorf("%s (%q) is not in the catalogue", name, code)
		}
	}
	form := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	seen := map[string]bool{}
	for _, e := range problems.Catalogue() {
		if s.where[e.Code] == "" {
			t.Errorf("%q is in the catalogue and in no constant", e.Code)
		}
		if seen[e.Code] || !form.MatchString(e.Code) || e.Title == "" || !strings.HasSuffix(e.Explanation, ".") {
			t.Errorf("entry %+v is not well formed or is there twice", e)
		}
		seen[e.Code] = true
		if e.OfField != (e.Status == 0) {
			t.Errorf("%q: a code of a field has no status, and any other has one", e.Code)
		}
		if kind, ok := s.faults[e.Code]; ok && !e.OfField && statusOf(kind) != e.Status {
			t.Errorf("%q is raised as %s, which is %d, and catalogued as %d", e.Code, kind, statusOf(kind), e.Status)
		}
	}
}
