package credits

import (
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
)

func TestCreditsAreRecognised(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"MAP*", "MAP 2.0 migration credits", true},
		{"MAP*", "map2.0", true},
		{"MAP*", "AWS credit (MAP-12345)", true},
		{"MAP*", "Roadmap discount", false},
		{"*MAP*", "Roadmap discount", true},
		{"MAP", "MAP2", false},
		{"MAP", "MAP", true},
		{"MAP", "roadmap MAPS map", true},
		{"Migration Acceleration*", "AWS MIGRATION ACCELERATION PROGRAM", true},
		{"migration*credit", "Migration of everything, a credit", true},
		{"migration*credit", "Migration credits", false},
		{"migration*credit", "Migration credits and one credit", true},
		{"a*b*c", "a c b", false},
		{"a*b*c", "a x b y c", true},
		{"é", "café", false},
		{"é*", "x é", true},
		{"**map**", "roadmaps", true},
		{"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", false},
		{"2.0", "2x0", false},
	} {
		if got := compile([]string{c.pattern}).kind("", c.text) == KindMAP; got != c.want {
			t.Errorf("%q in %q: %t", c.pattern, c.text, got)
		}
	}
	none := compile(nil)
	for creditType, want := range map[string]Kind{"Promotion": KindPromotional, "PROMOTIONAL": KindPromotional, "Refund": KindRefund, "TrueUp": KindOther, "": KindOther} {
		if got := none.kind(creditType, "MAP"); got != want {
			t.Errorf("%s is %s", creditType, got)
		}
	}
	if compile(DefaultSettings().MAPPatterns).kind("Promotion", "MAP 2.0") != KindMAP {
		t.Error("the description says more than the type")
	}
}

// TestPatternsAreReadInTheTimeOfTheirText would take years with a matcher that goes back.
func TestPatternsAreReadInTheTimeOfTheirText(t *testing.T) {
	t.Parallel()
	p := compile([]string{strings.Repeat("a*", 99) + "b"})
	text := strings.Repeat("a", 1_000)
	began := time.Now()
	for range 1_000 {
		if p.kind("", text) == KindMAP {
			t.Fatal("found")
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func FuzzPatterns(f *testing.F) {
	f.Add("MAP*", "MAP 2.0")
	f.Add("*a*b", "xaxb")
	f.Add("\xff*", "\xff")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		ps := compile([]string{pattern})
		if ps.kind("", text) != KindMAP {
			return
		}
		if compile([]string{"*" + pattern + "*"}).kind("", text) != KindMAP {
			t.Errorf("%q is in %q and not with anything around it", pattern, text)
		}
	})
}

func TestSettingsThatCannotBe(t *testing.T) {
	t.Parallel()
	many := make([]string, 51)
	for i := range many {
		many[i] = strings.Repeat("x", i+1)
	}
	for name, c := range map[string]struct {
		settings Settings
		pointer  string
	}{
		"no alert":      {Settings{MAPPatterns: []string{"MAP"}}, "/alert_days"},
		"six alerts":    {Settings{AlertDays: []int{1, 2, 3, 4, 5, 6}}, "/alert_days"},
		"day 0":         {Settings{AlertDays: []int{30, 0}}, "/alert_days/1"},
		"day 366":       {Settings{AlertDays: []int{366}}, "/alert_days/0"},
		"every credit":  {Settings{AlertDays: []int{30}, MAPPatterns: []string{"MAP", " ** "}}, "/map_patterns/1"},
		"blank":         {Settings{AlertDays: []int{30}, MAPPatterns: []string{" "}}, "/map_patterns/0"},
		"too long":      {Settings{AlertDays: []int{30}, MAPPatterns: []string{strings.Repeat("x", 201)}}, "/map_patterns/0"},
		"no text":       {Settings{AlertDays: []int{30}, MAPPatterns: []string{"\xff"}}, "/map_patterns/0"},
		"many patterns": {Settings{AlertDays: []int{30}, MAPPatterns: many}, "/map_patterns"},
	} {
		_, err := c.settings.tidied()
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Fields[0].Pointer != c.pointer || f.Fields[0].Code != CodeInvalidSettings {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := Settings{AlertDays: []int{30, 90, 30}, MAPPatterns: []string{" MAP* ", "map*"}}.tidied()
	if err != nil || len(got.AlertDays) != 2 || got.AlertDays[0] != 90 || len(got.MAPPatterns) != 1 || got.MAPPatterns[0] != "MAP*" {
		t.Errorf("%+v, %v", got, err)
	}
}
