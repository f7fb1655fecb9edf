// Go's own transparency log library, golang.org/x/mod/sumdb, on both sides of ours: `verify` reads on standard input what
// we made and says how much of it is sound; `make` writes a log of its own for us to verify.
package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type inclusion struct {
	Index int64       `json:"index"`
	Leaf  []byte      `json:"leaf"`
	Proof []tlog.Hash `json:"proof"`
}

type consistency struct {
	From  int64       `json:"from"`
	Root  tlog.Hash   `json:"root"`
	Proof []tlog.Hash `json:"proof"`
}

type history struct {
	Vkey        string            `json:"vkey"`
	Checkpoint  string            `json:"checkpoint"`
	Directory   string            `json:"directory,omitempty"`
	Inclusion   []inclusion       `json:"inclusion"`
	Consistency []consistency     `json:"consistency"`
	Tiles       map[string][]byte `json:"tiles,omitempty"`
}

func main() {
	var err error
	if os.Args[1] == "make" {
		err = makeHistory()
	} else {
		err = verifyHistory()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func verifyHistory() error {
	var told history
	if err := json.NewDecoder(os.Stdin).Decode(&told); err != nil {
		return err
	}
	tree, err := open(told)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, directory(told.Directory))
	for _, each := range told.Inclusion {
		leaf := tlog.RecordHash(each.Leaf)
		if err := tlog.CheckRecord(each.Proof, tree.N, tree.Hash, each.Index, leaf); err != nil {
			return fmt.Errorf("inclusion %d: %w", each.Index, err)
		}
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, each.Index)})
		if err != nil || stored[0] != leaf {
			return fmt.Errorf("tile of %d: %v", each.Index, err)
		}
		ours, err := tlog.ProveRecord(tree.N, each.Index, reader)
		if err != nil || fmt.Sprint(ours) != fmt.Sprint(tlog.RecordProof(each.Proof)) {
			return fmt.Errorf("proof of %d out of tiles: %v", each.Index, err)
		}
	}
	for _, each := range told.Consistency {
		if err := tlog.CheckTree(each.Proof, tree.N, tree.Hash, each.From, each.Root); err != nil {
			return fmt.Errorf("consistency %d: %w", each.From, err)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]int{"inclusion": len(told.Inclusion), "consistency": len(told.Consistency)})
}

func open(told history) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(told.Vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open([]byte(told.Checkpoint), note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// directory reads tiles as C2SP tlog-tiles names them: as Go does, without the height.
type directory string

func (d directory) Height() int                             { return height }
func (d directory) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (d directory) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		file, err := os.ReadFile(filepath.Join(string(d), pathOf(tile)))
		if err != nil {
			return nil, err
		}
		data = append(data, file)
	}
	return data, nil
}

func pathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

func makeHistory() error {
	const size = 700
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	leaf := func(index int64) []byte { return []byte(fmt.Sprintf("go record %d", index)) }
	made := history{Tiles: map[string][]byte{}}
	roots := make([]tlog.Hash, size+1)
	for index := int64(0); index < size; index++ {
		hashes, err := tlog.StoredHashes(index, leaf(index), reader)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
		if roots[index+1], err = tlog.TreeHash(index+1, reader); err != nil {
			return err
		}
	}
	for index := int64(0); index < size; index += 23 {
		proof, err := tlog.ProveRecord(size, index, reader)
		if err != nil {
			return err
		}
		made.Inclusion = append(made.Inclusion, inclusion{index, leaf(index), proof})
	}
	for from := int64(1); from <= size; from += 29 {
		proof, err := tlog.ProveTree(size, from, reader)
		if err != nil {
			return err
		}
		made.Consistency = append(made.Consistency, consistency{from, roots[from], proof})
	}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		data, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return err
		}
		made.Tiles[pathOf(tile)] = data
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("go.example/log\n%d\n%s\n", size, roots[size])
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	made.Vkey, made.Checkpoint = vkey, string(signed)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(made)
}
