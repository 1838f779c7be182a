package costexplorer

import (
	"slices"
	"strings"

	"portal.example/simulator/world"
)

// deepest bounds the nesting of a filter.
const deepest = 20

// expression is Cost Explorer's filter as it arrives.
type expression struct {
	Or             []expression `json:"Or"`
	And            []expression `json:"And"`
	Not            *expression  `json:"Not"`
	Dimensions     *values      `json:"Dimensions"`
	Tags           *values      `json:"Tags"`
	CostCategories *values      `json:"CostCategories"`
}

type values struct {
	Key          string   `json:"Key"`
	Values       []string `json:"Values"`
	MatchOptions []string `json:"MatchOptions"`
}

// predicate tells whether a line passes.
type predicate func(*world.LineKey) bool

func everything(*world.LineKey) bool { return true }

// compile checks an expression by AWS's rules and turns it into a predicate.
func (e *expression) compile() (predicate, error) {
	if e == nil {
		return everything, nil
	}
	return e.compileAt(1)
}

func (e *expression) compileAt(depth int) (predicate, error) {
	if depth > deepest {
		return nil, invalid("Expression is nested too deeply")
	}
	roots := 0
	for _, present := range []bool{e.Or != nil, e.And != nil, e.Not != nil, e.Dimensions != nil, e.Tags != nil, e.CostCategories != nil} {
		if present {
			roots++
		}
	}
	if roots != 1 {
		return nil, invalid("Expression must have exactly one root: Or, And, Not, Dimensions, Tags or CostCategories")
	}
	switch {
	case e.And != nil:
		return all(e.And, depth, true)
	case e.Or != nil:
		return all(e.Or, depth, false)
	case e.Not != nil:
		inner, err := e.Not.compileAt(depth + 1)
		if err != nil {
			return nil, err
		}
		return func(k *world.LineKey) bool { return !inner(k) }, nil
	case e.Dimensions != nil:
		return e.Dimensions.dimension()
	case e.Tags != nil:
		return e.Tags.untagged("tag")
	default:
		return e.CostCategories.untagged("cost category")
	}
}

// all combines operands: every one of them must decide for and, else any one.
func all(operands []expression, depth int, and bool) (predicate, error) {
	if len(operands) < 2 {
		return nil, invalid("Expression has less than 2 operands for And/Or")
	}
	list := make([]predicate, len(operands))
	for i := range operands {
		p, err := operands[i].compileAt(depth + 1)
		if err != nil {
			return nil, err
		}
		list[i] = p
	}
	return func(k *world.LineKey) bool {
		for _, p := range list {
			if p(k) != and {
				return !and
			}
		}
		return and
	}, nil
}

// dimension compiles a filter on a dimension. Values that nothing has are no error.
func (v *values) dimension() (predicate, error) {
	d, ok := dimensions[v.Key]
	if !ok {
		return nil, invalid("Invalid dimension key: %s", v.Key)
	}
	match, err := v.match()
	if err != nil {
		return nil, err
	}
	if match == nil {
		return func(k *world.LineKey) bool { return d.value(k) == "" }, nil
	}
	return func(k *world.LineKey) bool { return match(d.of(k)) }, nil
}

// untagged compiles a filter on tags or cost categories, which no line of this world has:
// only ABSENT, and the empty value, find something.
func (v *values) untagged(what string) (predicate, error) {
	if v.Key == "" {
		return nil, invalid("The key of a %s filter is missing", what)
	}
	match, err := v.match()
	if err != nil {
		return nil, err
	}
	found := match == nil || match("")
	return func(*world.LineKey) bool { return found }, nil
}

// match compiles values and match options; nil means that the value must be absent.
func (v *values) match() (func(string) bool, error) {
	how, fold := "EQUALS", false
	for _, o := range v.MatchOptions {
		switch o {
		case "EQUALS", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "ABSENT":
			how = o
		case "CASE_SENSITIVE":
		case "CASE_INSENSITIVE":
			fold = true
		default:
			return nil, invalid("Invalid match option: %s", o)
		}
	}
	if how == "ABSENT" {
		if len(v.Values) > 0 {
			return nil, invalid("Values cannot be given with the match option ABSENT")
		}
		return nil, nil
	}
	if len(v.Values) == 0 {
		return nil, invalid("Values of %s cannot be empty", v.Key)
	}
	if len(v.Values) > 10_000 {
		return nil, invalid("Values of %s cannot be more than 10000", v.Key)
	}
	compare := map[string]func(s, want string) bool{
		"EQUALS": func(s, want string) bool { return s == want }, "STARTS_WITH": strings.HasPrefix,
		"ENDS_WITH": strings.HasSuffix, "CONTAINS": strings.Contains,
	}[how]
	wants := slices.Clone(v.Values)
	if fold {
		for i := range wants {
			wants[i] = strings.ToLower(wants[i])
		}
	}
	if how == "EQUALS" && len(wants) > 8 {
		set := make(map[string]bool, len(wants))
		for _, want := range wants {
			set[want] = true
		}
		return func(s string) bool { return set[folded(s, fold)] }, nil
	}
	return func(s string) bool {
		s = folded(s, fold)
		return slices.ContainsFunc(wants, func(want string) bool { return compare(s, want) })
	}, nil
}

func folded(s string, fold bool) string {
	if fold {
		return strings.ToLower(s)
	}
	return s
}
