/** React Aria's own hidden labels in Vietnamese, one export per module of the library that has words. */

interface Formatter {
  plural(count: number, options: Record<string, string | (() => string)>): string
  select(options: Record<string, string | (() => string)>, value: string): string
  number(value: number): string
}
type Words = Record<string, string | ((args: never, formatter: Formatter) => string)>

interface Item {
  item: string
}
interface Drop {
  itemText: string
  beforeItemText: string
  afterItemText: string
}
interface Count {
  count: number
}
interface Options {
  groupTitle: string
  groupCount: number
  optionText: string
  optionCount: number
  isGroupChange: string
  isSelected: string
}

const selected = (args: Count, formatter: Formatter): string => `${formatter.number(args.count)} mục đã chọn`

export const components: Words = {
  selectPlaceholder: 'Chọn một mục',
  tableResizer: 'Đổi độ rộng cột',
  dropzoneLabel: 'Vùng thả tệp',
  colorSwatchPicker: 'Mẫu màu',
}
export const breadcrumbs: Words = { breadcrumbs: 'Đường dẫn' }
export const overlays: Words = { dismiss: 'Đóng' }
export const searchfield: Words = { 'Clear search': 'Xóa nội dung tìm' }
export const autocomplete: Words = { collectionLabel: 'Gợi ý' }
export const tree: Words = { expand: 'Mở rộng', collapse: 'Thu gọn' }
export const menu: Words = { longPressMessage: 'Nhấn giữ hoặc nhấn Alt + mũi tên xuống để mở trình đơn' }
export const tooltip: Words = { longPressMessage: 'Nhấn giữ để xem trước' }
export const spinbutton: Words = { Empty: 'Trống' }
export const steplist: Words = { steplist: 'Các bước' }
export const tag: Words = { removeDescription: 'Nhấn Delete để bỏ mục này.', removeButtonLabel: 'Bỏ' }
export const toast: Words = {
  close: 'Đóng',
  notifications: (args: Count, formatter) => `${formatter.number(args.count)} thông báo.`,
}
export const numberfield: Words = {
  decrease: (args: { fieldLabel: string }) => `Giảm ${args.fieldLabel}`,
  increase: (args: { fieldLabel: string }) => `Tăng ${args.fieldLabel}`,
  numberField: 'Ô nhập số',
}
export const grid: Words = {
  deselectedItem: (args: Item) => `Đã bỏ chọn ${args.item}.`,
  select: 'Chọn',
  selectedCount: (args: Count, formatter) =>
    args.count === 0 ? 'Chưa chọn mục nào.' : `${selected(args, formatter)}.`,
  selectedAll: 'Đã chọn tất cả.',
  selectedItem: (args: Item) => `Đã chọn ${args.item}.`,
  longPressToSelect: 'Nhấn giữ để vào chế độ chọn.',
}
export const table: Words = {
  select: 'Chọn',
  selectAll: 'Chọn tất cả',
  sortable: 'cột sắp xếp được',
  ascending: 'tăng dần',
  descending: 'giảm dần',
  ascendingSort: (args: { columnName: string }) => `đang sắp tăng dần theo cột ${args.columnName}`,
  descendingSort: (args: { columnName: string }) => `đang sắp giảm dần theo cột ${args.columnName}`,
  columnSize: (args: { value: number }) => `${args.value} điểm ảnh`,
  resizerDescription: 'Nhấn Enter để đổi độ rộng',
  expand: 'Mở rộng',
  collapse: 'Thu gọn',
}
export const datepicker: Words = {
  era: 'kỷ nguyên',
  year: 'năm',
  month: 'tháng',
  day: 'ngày',
  hour: 'giờ',
  minute: 'phút',
  second: 'giây',
  dayPeriod: 'SA/CH',
  calendar: 'Lịch',
  startDate: 'Ngày bắt đầu',
  endDate: 'Ngày kết thúc',
  weekday: 'thứ',
  timeZoneName: 'múi giờ',
  selectedDateDescription: (args: { date: string }) => `Ngày đã chọn: ${args.date}`,
  selectedRangeDescription: (args: { startDate: string; endDate: string }) =>
    `Khoảng đã chọn: ${args.startDate} đến ${args.endDate}`,
  selectedTimeDescription: (args: { time: string }) => `Giờ đã chọn: ${args.time}`,
}
export const datepickerState: Words = {
  rangeUnderflow: (args: { minValue: string }) => `Phải từ ${args.minValue} trở đi.`,
  rangeOverflow: (args: { maxValue: string }) => `Không được sau ${args.maxValue}.`,
  rangeReversed: 'Ngày bắt đầu phải trước ngày kết thúc.',
  unavailableDate: 'Ngày này không chọn được.',
}
export const calendar: Words = {
  previous: 'Trước',
  next: 'Sau',
  selectedDateDescription: (args: { date: string }) => `Ngày đã chọn: ${args.date}`,
  selectedRangeDescription: (args: { dateRange: string }) => `Khoảng đã chọn: ${args.dateRange}`,
  todayDate: (args: { date: string }) => `Hôm nay, ${args.date}`,
  todayDateSelected: (args: { date: string }) => `Hôm nay, đã chọn ${args.date}`,
  dateSelected: (args: { date: string }) => `Đã chọn ${args.date}`,
  startRangeSelectionPrompt: 'Nhấn để bắt đầu chọn khoảng ngày',
  finishRangeSelectionPrompt: 'Nhấn để kết thúc khoảng ngày',
  minimumDate: 'Ngày đầu tiên chọn được',
  maximumDate: 'Ngày cuối cùng chọn được',
  dateRange: (args: { startDate: string; endDate: string }) => `${args.startDate} đến ${args.endDate}`,
}
export const combobox: Words = {
  focusAnnouncement: (args: Options, formatter) =>
    formatter.select(
      {
        true: () => `Vào nhóm ${args.groupTitle}, có ${formatter.number(args.groupCount)} lựa chọn. `,
        other: '',
      },
      args.isGroupChange,
    ) +
    args.optionText +
    formatter.select({ true: ', đã chọn', other: '' }, args.isSelected),
  countAnnouncement: (args: Options, formatter) => `Có ${formatter.number(args.optionCount)} lựa chọn.`,
  selectedAnnouncement: (args: Options) => `${args.optionText}, đã chọn`,
  buttonLabel: 'Hiện gợi ý',
  listboxLabel: 'Gợi ý',
}
export const dnd: Words = {
  dragItem: (args: Drop) => `Kéo ${args.itemText}`,
  dragSelectedItems: (args: Count, formatter) => `Kéo ${selected(args, formatter)}`,
  dragDescriptionKeyboard: 'Nhấn Enter để bắt đầu kéo.',
  dragDescriptionKeyboardAlt: 'Nhấn Alt + Enter để bắt đầu kéo.',
  dragDescriptionTouch: 'Chạm hai lần để bắt đầu kéo.',
  dragDescriptionVirtual: 'Nhấn để bắt đầu kéo.',
  dragDescriptionLongPress: 'Nhấn giữ để bắt đầu kéo.',
  dragSelectedKeyboard: (args: Count, formatter) => `Nhấn Enter để kéo ${selected(args, formatter)}.`,
  dragSelectedKeyboardAlt: (args: Count, formatter) =>
    `Nhấn Alt + Enter để kéo ${selected(args, formatter)}.`,
  dragSelectedLongPress: (args: Count, formatter) => `Nhấn giữ để kéo ${selected(args, formatter)}.`,
  dragStartedKeyboard: 'Đang kéo. Nhấn Tab để đến chỗ thả, rồi nhấn Enter để thả, hoặc Escape để hủy.',
  dragStartedTouch: 'Đang kéo. Đến chỗ thả rồi chạm hai lần để thả.',
  dragStartedVirtual: 'Đang kéo. Đến chỗ thả rồi nhấn hoặc nhấn Enter để thả.',
  endDragKeyboard: 'Đang kéo. Nhấn Enter để hủy.',
  endDragTouch: 'Đang kéo. Chạm hai lần để hủy.',
  endDragVirtual: 'Đang kéo. Nhấn để hủy.',
  dropDescriptionKeyboard: 'Nhấn Enter để thả. Nhấn Escape để hủy kéo.',
  dropDescriptionTouch: 'Chạm hai lần để thả.',
  dropDescriptionVirtual: 'Nhấn để thả.',
  dropCanceled: 'Đã hủy kéo.',
  dropComplete: 'Đã thả xong.',
  dropIndicator: 'vị trí thả',
  dropOnRoot: 'Thả vào danh sách',
  dropOnItem: (args: Drop) => `Thả vào ${args.itemText}`,
  insertBefore: (args: Drop) => `Chèn trước ${args.itemText}`,
  insertBetween: (args: Drop) => `Chèn giữa ${args.beforeItemText} và ${args.afterItemText}`,
  insertAfter: (args: Drop) => `Chèn sau ${args.itemText}`,
}
export const color: Words = {
  colorPicker: 'Chọn màu',
  twoDimensionalSlider: 'Thanh trượt hai chiều',
  colorNameAndValue: (args: { name: string; value: string }) => `${args.name}: ${args.value}`,
  colorInputLabel: (args: { label: string; channelLabel: string }) => `${args.label}, ${args.channelLabel}`,
  colorSwatch: 'mẫu màu',
  transparent: 'trong suốt',
}
export const colorState: Words = {
  hue: 'Sắc độ',
  saturation: 'Độ bão hòa',
  lightness: 'Độ sáng',
  brightness: 'Độ chói',
  red: 'Đỏ',
  green: 'Lục',
  blue: 'Lam',
  alpha: 'Độ đục',
  colorName: (args: { lightness: string; chroma: string; hue: string }) =>
    `${args.hue} ${args.chroma} ${args.lightness}`,
  transparentColorName: (args: {
    lightness: string
    chroma: string
    hue: string
    percentTransparent: string
  }) => `${args.hue} ${args.chroma} ${args.lightness}, trong suốt ${args.percentTransparent}`,
  'very dark': 'rất tối',
  dark: 'tối',
  light: 'sáng',
  'very light': 'rất sáng',
  pale: 'nhạt',
  grayish: 'hơi xám',
  vibrant: 'tươi',
  black: 'đen',
  white: 'trắng',
  gray: 'xám',
  pink: 'hồng',
  'pink red': 'đỏ hồng',
  'red orange': 'cam đỏ',
  brown: 'nâu',
  orange: 'cam',
  'orange yellow': 'vàng cam',
  'brown yellow': 'vàng nâu',
  yellow: 'vàng',
  'yellow green': 'lục vàng',
  'green cyan': 'lục lam',
  cyan: 'xanh lơ',
  'cyan blue': 'lam lơ',
  'blue purple': 'tím lam',
  purple: 'tím',
  'purple magenta': 'tím cánh sen',
  magenta: 'cánh sen',
  'magenta pink': 'hồng cánh sen',
}
