#include "base/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <sstream>

namespace pamsim::base::detail {
namespace {

/// The place a parser position stands for when the text begins at `first`.
Mark place(const Mark& first, int line, int column) {
    return {first.file, first.line + std::max(line, 0), (line > 0 ? 1 : first.column) + std::max(column, 0)};
}

/// What yaml-cpp's own words mean to someone who edits the file.
std::string sentence_for(const std::string& theirs) {
    using Pair = std::pair<const char*, const char*>;
    static const std::array<Pair, 14> table{{
        {YAML::ErrorMsg::END_OF_MAP,
         "broken YAML: expected another key of this mapping; check the indentation"},
        {YAML::ErrorMsg::END_OF_MAP_FLOW, "broken YAML: '{' without its '}', or a missing comma"},
        {YAML::ErrorMsg::END_OF_SEQ, "broken YAML: expected another '-' of this list; check the indentation"},
        {YAML::ErrorMsg::END_OF_SEQ_FLOW, "broken YAML: '[' without its ']', or a missing comma"},
        {YAML::ErrorMsg::MAP_VALUE,
         "broken YAML: ':' is not expected here; quote text that contains it, and look for a ':' missing "
         "above"},
        {YAML::ErrorMsg::MAP_KEY, "broken YAML: '?' is not expected here"},
        {YAML::ErrorMsg::BLOCK_ENTRY, "broken YAML: '-' is not expected here; check the indentation"},
        {YAML::ErrorMsg::FLOW_END, "broken YAML: ']' or '}' without its beginning"},
        {YAML::ErrorMsg::EOF_IN_SCALAR, "broken YAML: a quote is opened and never closed"},
        {YAML::ErrorMsg::DOC_IN_SCALAR, "broken YAML: a quote is opened and not closed before '---'"},
        {YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab in the indentation; use spaces"},
        {YAML::ErrorMsg::UNKNOWN_TOKEN, "broken YAML: this character cannot begin a value; quote the text"},
        {YAML::ErrorMsg::CHAR_IN_SCALAR, "broken YAML: a character that may not stand in a value"},
        {YAML::ErrorMsg::UNKNOWN_ANCHOR, "anchors and aliases are not read; use extends"},
    }};
    for (const auto& [word, sentence] : table) {
        if (theirs == word) return sentence;
    }
    return "broken YAML: this cannot be read";
}

/// yaml-cpp closes a quote that the end of the file leaves open, and the rest of the file is the value.
bool quote_is_closed(const std::string& text, std::size_t open) {
    const char quote = open < text.size() ? text[open] : '|';
    if (quote != '"' && quote != '\'') return true;  // a block of text
    for (std::size_t i = open + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote && quote == '\'' && i + 1 < text.size() && text[i + 1] == quote) {
            ++i;
        } else if (text[i] == quote) {
            return true;
        }
    }
    return false;
}

/// Builds the tree from the parser's events, which carry the places that its own node type loses.
class Builder : public YAML::EventHandler {
public:
    Builder(const std::string& text, Mark first, std::shared_ptr<const Origin> origin)
        : text_(text), first_(std::move(first)), origin_(std::move(origin)) {}

    std::unique_ptr<Value> take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (root_)
            throw ConfigError(at(mark), "", "more follows after the end of the document; one is allowed");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        if (wants_key()) throw ConfigError(at(mark), path_of(*open_.back()), "a key is missing before ':'");
        Value& value = *add(mark);
        if (value.parent && value.parent->is_map()) value.mark = value.key_mark;
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { refuse_anchor(mark, anchor); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (tag == "!" && !quote_is_closed(text_, static_cast<std::size_t>(mark.pos))) {
            throw ConfigError(at(mark), "", "broken YAML: a quote is opened here and never closed");
        }
        if (wants_key()) {
            set_key(mark, text);
            return;
        }
        Value& value = *add(mark);
        value.kind = Value::Kind::scalar;
        value.text = text;
        value.quoted = tag == "!";
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Value::Kind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Value::Kind::map);
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    Mark at(const YAML::Mark& mark) const { return place(first_, mark.line, mark.column); }
    bool wants_key() const { return !open_.empty() && open_.back()->is_map() && !has_key_; }

    void set_key(const YAML::Mark& mark, const std::string& text) {
        const std::string path = path_below(*open_.back(), text);
        if (text.empty()) throw ConfigError(at(mark), path, "a key is missing before ':'");
        if (const Value* earlier = open_.back()->find(text)) {
            throw ConfigError(
                at(mark), path,
                "duplicate key; it is first written in line " + std::to_string(earlier->key_mark.line));
        }
        key_ = text;
        key_mark_ = at(mark);
        has_key_ = true;
    }
    Value* add(const YAML::Mark& mark) {
        auto value = std::make_unique<Value>();
        value->mark = at(mark);
        value->origin = origin_;
        if (open_.empty()) {
            root_ = std::move(value);
            return root_.get();
        }
        if (open_.back()->is_map()) {
            value->key = key_;
            value->key_mark = key_mark_;
            has_key_ = false;
        }
        return open_.back()->put(std::move(value));
    }
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Value::Kind kind) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (wants_key())
            throw ConfigError(at(mark), path_of(*open_.back()),
                              "a list or a mapping stands where a key must; is a bracket open?");
        Value* value = add(mark);
        value->kind = kind;
        open_.push_back(value);
    }
    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
        if (anchor != 0) throw ConfigError(at(mark), "", "anchors and aliases are not read; use extends");
    }
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (!tag.empty() && tag != "?" && tag != "!")
            throw ConfigError(at(mark), "", "YAML tags are not read");
    }

    const std::string& text_;
    Mark first_;
    std::shared_ptr<const Origin> origin_;
    std::unique_ptr<Value> root_;
    std::vector<Value*> open_;
    std::string key_;
    Mark key_mark_;
    bool has_key_ = false;
};

/// What yaml-cpp lets pass: it ends the text at a 0x04 byte, and takes some tabs for indentation.
void check_characters(const std::string& text, const Mark& first) {
    int line = 0;
    int column = 0;
    bool indentation = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\t' && indentation) {
            throw ConfigError(place(first, line, column), "", "a tab in the indentation; use spaces");
        }
        if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            throw ConfigError(place(first, line, column), "", "a control character; is this a text file?");
        }
        indentation = c == '\n' || (indentation && c == ' ');
        column = c == '\n' ? 0 : column + 1;
        line += c == '\n' ? 1 : 0;
    }
}

}  // namespace

Value* Value::find(const std::string& name) const {
    if (!is_map()) return nullptr;
    for (const auto& item : items) {
        if (item->key == name) return item.get();
    }
    return nullptr;
}

Value* Value::put(std::unique_ptr<Value> value) {
    value->parent = this;
    if (const Value* earlier = find(value->key)) {
        const auto same = [&](const auto& item) { return item.get() == earlier; };
        auto& slot = *std::find_if(items.begin(), items.end(), same);
        slot = std::move(value);
        return slot.get();
    }
    items.push_back(std::move(value));
    return items.back().get();
}

void Value::drop(const std::string& name) {
    items.erase(
        std::remove_if(items.begin(), items.end(), [&](const auto& item) { return item->key == name; }),
        items.end());
}

std::string path_below(const Value& map, const std::string& key, bool any_index) {
    const std::string path = path_of(map, any_index);
    return path.empty() || key.empty() ? path + key : path + "." + key;
}

std::string path_of(const Value& value, bool any_index) {
    if (!value.parent) return "";
    const Value& parent = *value.parent;
    if (parent.is_map()) return path_below(parent, value.key, any_index);
    std::size_t index = 0;
    while (parent.items[index].get() != &value) ++index;
    return path_of(parent, any_index) + "[" + (any_index ? "" : std::to_string(index)) + "]";
}

std::string described(const Value& value) {
    switch (value.kind) {
        case Value::Kind::scalar:
            return (value.quoted ? "the text '" : "'") + value.text + "'";
        case Value::Kind::list:
            return "a list";
        case Value::Kind::map:
            return "a mapping";
        case Value::Kind::nothing:
            break;
    }
    return "nothing";
}

std::unique_ptr<Value> parse_yaml(const std::string& whole, const Mark& first,
                                  std::shared_ptr<const Origin> origin) {
    const std::string byte_order_mark = "\xef\xbb\xbf";
    const bool marked = whole.compare(0, byte_order_mark.size(), byte_order_mark) == 0;
    const std::string text = marked ? whole.substr(byte_order_mark.size()) : whole;
    check_characters(text, first);
    Builder builder(text, first, std::move(origin));
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& error) {
        throw ConfigError(place(first, error.mark.line, error.mark.column), "", sentence_for(error.msg));
    }
    std::unique_ptr<Value> root = builder.take();
    if (!root) throw ConfigError(first, "", "the document is empty");
    return root;
}

}  // namespace pamsim::base::detail
