// Command git-server serves a folder of bare repositories over HTTPS, for reading only, to one user with a token: what
// a private repository on a git host looks like to a migration Job.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "git-server: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:26444", "address to listen on")
	root := flag.String("root", "", "folder of bare repositories")
	home := flag.String("home", "", "folder with the .gitconfig that git reads")
	cert := flag.String("cert", "", "certificate, PEM")
	key := flag.String("key", "", "its key, PEM")
	user := flag.String("user", "git", "user name that is asked for")
	tokenFile := flag.String("token-file", "", "file with the token that is asked for (a file: arguments can be seen by everyone)")
	flag.Parse()

	token, err := readToken(*tokenFile)
	if err != nil {
		return err
	}
	backend, err := newBackend(*root, *home)
	if err != nil {
		return err
	}
	server := &http.Server{
		Addr:              *listen,
		Handler:           logged(authenticated(*user, token, readOnly(backend))),
		ReadHeaderTimeout: 10 * time.Second,
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	log.Printf("serving %s on https://%s", *root, *listen)
	if err := server.ListenAndServeTLS(*cert, *key); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func readToken(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("-token-file: expected a file with the token: %w", err)
	}
	token := strings.TrimSpace(string(content))
	if token == "" {
		return "", fmt.Errorf("-token-file: expected a token in %s, it is empty", path)
	}
	return token, nil
}
