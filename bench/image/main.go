// Writes lines that say who wrote them, which they are and when: "@@<id> <number> <microseconds since 1970> <padding>".
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
)

func main() {
	id := flag.String("id", "", "who writes; default is the host's name, which in a Pod is the Pod's")
	lines := flag.Int("lines", 1, "how many lines")
	every := flag.Duration("every", 0, "one line each; 0 is as fast as it goes")
	wait := flag.Duration("wait", 0, "time before the first line")
	linger := flag.Duration("linger", 0, "time after the last line")
	length := flag.Int("length", 0, "bytes of a line, its newline too, at least")
	flag.Parse()
	time.Sleep(*wait)
	if err := write(name(*id), *lines, *every, *length); err != nil {
		log.Fatalf("stdout: %v", err)
	}
	time.Sleep(*linger)
}

func name(given string) string {
	if given != "" {
		return given
	}
	host, err := os.Hostname()
	if err != nil {
		log.Fatalf("the host has no name: %v; give -id", err)
	}
	return host
}

func write(id string, lines int, every time.Duration, length int) error {
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	next := time.Now()
	for number := 1; number <= lines; number++ {
		text := fmt.Sprintf("@@%s %07d %d ", id, number, time.Now().UnixMicro())
		fill := strings.Repeat("x", max(0, length-len(text)-1))
		if _, err := out.WriteString(text + fill + "\n"); err != nil {
			return err
		}
		if every == 0 {
			continue
		}
		if err := out.Flush(); err != nil {
			return err
		}
		next = next.Add(every)
		time.Sleep(time.Until(next))
	}
	return out.Flush()
}
