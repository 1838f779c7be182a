package backend

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// moneyFolders are where amounts are computed. A linter sees floats in expressions; this sees them in types, fields and signatures too.
var moneyFolders = []string{
	"internal/money", "internal/stats", "internal/ledger", "internal/margin", "internal/usage", "internal/transfers", "internal/pricing", "internal/lineitems", "internal/anomalies", "internal/budgets", "internal/finops", "internal/credits", "internal/commission", "internal/schedules",
	"internal/awsapi/costexplorer", "internal/awsapi/billingconductor", "internal/awsapi/budgets", "internal/awsapi/billing",
	"simulator/world", "simulator/scenario", "simulator/service",
}

var floating = regexp.MustCompile(`^(float32|float64|.*Float(32|64)?)$`)

func TestArchMoneyIsNeverAFloat(t *testing.T) {
	t.Parallel()
	for _, folder := range moneyFolders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			for _, place := range floats(t, path, nil) {
				t.Errorf("%s: a float where money is computed: use money.Decimal, or count in whole units", place)
			}
			return nil
		})
		if err != nil {
			t.Errorf("walk %s: %v (name the folder's successor here)", folder, err)
		}
	}
}

func TestArchFindsPlantedFloats(t *testing.T) {
	t.Parallel()
	planted := `package p
type a struct{ cost float64 }
func b(x float32) {}
var c = d.InexactFloat64()
const e = "float64"
`
	if got := floats(t, "planted.go", planted); len(got) != 3 {
		t.Errorf("found %d floats, want 3: %v", len(got), got)
	}
}

// floats lists where a file names a floating-point type or a conversion to or from one.
func floats(t *testing.T, path string, source any) []string {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && floating.MatchString(name.Name) {
			found = append(found, files.Position(name.Pos()).String()+" "+name.Name)
		}
		return true
	})
	return found
}
