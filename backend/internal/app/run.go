package app

import (
	"context"
	"errors"
	"flag"
	"io"
	"strings"
)

// Exit codes of the program.
const (
	exitOK     = 0
	exitFailed = 1 // it could not go on
	exitUsage  = 2 // it was started wrongly; one line says what to change
)

// Program is the command line as main hands it over.
type Program struct {
	Args    []string // without the program's name
	Getenv  func(string) string
	Stdout  io.Writer
	Stderr  io.Writer
	Version string
}

// Run does what the arguments say until it is done or ctx ends, and returns the exit code.
func (p Program) Run(ctx context.Context) int {
	command, args := "help", p.Args
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	var err error
	switch command {
	case "serve":
		err = p.serve(ctx, args)
	case "version", "--version", "-version":
		_, _ = io.WriteString(p.Stdout, p.Version+"\n")
	case "help", "--help", "-help", "-h":
		writeHelp(p.Stdout)
	default:
		err = usagef("unknown command %q; 'portal help' lists them", command)
	}
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(p.Stdout)
		return exitOK
	}
	if err != nil {
		_, _ = io.WriteString(p.Stderr, "portal: "+strings.ReplaceAll(err.Error(), "\n", "; ")+"\n")
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitFailed
}
